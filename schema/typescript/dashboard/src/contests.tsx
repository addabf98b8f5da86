import type { Contest, ContestPage, ContestRegisterParams } from "@prepwire/client";
import { useClient, useWebSocket } from "@prepwire/client/react";
import { type FormEvent, useEffect, useState } from "react";
import { useCall, useEvent, useNow, useRepeat } from "./hooks.js";
import { thisTab } from "./keep.js";
import { ErrorNote, Field, Panel } from "./parts.js";
import { Room } from "./room.js";
import { clock, filled } from "./words.js";

/** A contest that is looked at. */
interface Visit {
  readonly contestId: string;
  readonly spectate: boolean;
}

/** The contest that is looked at stays with the tab: a reload in the middle of it leads back. */
const visits = {
  get(): Visit | undefined {
    const [contestId, watched] = thisTab.get("contest").split(" ");
    return contestId ? { contestId, spectate: !!watched } : undefined;
  },
  set(visit?: Visit) {
    thisTab.set("contest", visit ? visit.contestId + (visit.spectate ? " watched" : "") : "");
  },
};

/** The contests there are, and the one that is joined or watched. */
export function ContestsPanel(props: {
  clockOffset: number;
  onCompeting(competing: boolean): void;
}) {
  const { contest } = useClient();
  const { status } = useWebSocket();
  const list = useCall<ContestPage>();
  const entering = useCall<unknown>();
  const [visit, setVisit] = useState(visits.get);
  const go = (to?: Visit) => {
    visits.set(to);
    setVisit(to);
  };
  const load = () => list.run(() => contest.list({ limit: 20 }, { resend: false }));
  useEffect(() => {
    if (status === "open") load();
  }, [status]);
  useEvent("contest.started", load);
  useEvent("contest.ended", load);
  useRepeat(() => status === "open" && load(), 5_000);

  const join = async (contestId: string, inviteCode = "") => {
    // Somebody may be registered long since, and only come back.
    const joined = await entering.run(() =>
      contest.register(filled<ContestRegisterParams>({ contestId, inviteCode })).catch((error) => {
        if (error.reason !== "registration_closed") throw error;
        return true;
      }),
    );
    if (joined) go({ contestId, spectate: false });
  };
  return (
    <Panel
      id="contests"
      title="Contests"
      aside={
        <button type="button" data-testid="contest-refresh" onClick={load}>
          Refresh
        </button>
      }
    >
      {visit && (
        <Room
          key={`${visit.contestId} ${visit.spectate}`}
          {...visit}
          clockOffset={props.clockOffset}
          onCompeting={props.onCompeting}
          onLeave={() => go()}
        />
      )}
      <ErrorNote error={entering.error ?? list.error} />
      <ContestList
        contests={list.result?.items}
        clockOffset={props.clockOffset}
        here={visit?.contestId}
        onJoin={join}
        onWatch={(contestId) => go({ contestId, spectate: true })}
      />
      <InviteForm onJoin={join} />
    </Panel>
  );
}

const order = { ongoing: 0, upcoming: 1, completed: 2, draft: 3, cancelled: 4 };

function ContestList(props: {
  contests: readonly Contest[] | undefined;
  clockOffset: number;
  here: string | undefined;
  onJoin(contestId: string): void;
  onWatch(contestId: string): void;
}) {
  const now = useNow(1_000) + props.clockOffset;
  const sorted = [...(props.contests ?? [])].sort((a, b) => order[a.status] - order[b.status]);
  return (
    <ul className="contests" data-testid="contest-list" aria-label="Contests">
      {props.contests?.length === 0 && (
        <li className="faint">No contest yet. An organizer makes one with contest.create.</li>
      )}
      {sorted.map((contest) => {
        const { id, title } = contest;
        const status = statusAt(contest, now);
        return (
          <li key={id}>
            <div>
              <strong id={`contest-${id}`}>{title}</strong>{" "}
              <span className={`tag ${status}`}>{status}</span>
              <p className="faint">{about({ ...contest, status }, now)}</p>
            </div>
            <div className="buttons">
              {(status === "ongoing" || status === "upcoming") && (
                <button
                  type="button"
                  className="primary"
                  data-testid="contest-join"
                  data-contest={id}
                  aria-describedby={`contest-${id}`}
                  disabled={props.here === id}
                  onClick={() => props.onJoin(id)}
                >
                  {props.here === id ? "Joined" : "Join"}
                </button>
              )}
              {status !== "draft" && status !== "cancelled" && props.here !== id && (
                <button
                  type="button"
                  aria-describedby={`contest-${id}`}
                  onClick={() => props.onWatch(id)}
                >
                  {status === "completed" ? "Results" : "Watch"}
                </button>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** The status follows the clock, also between two looks at the list. */
function statusAt({ status, startTime, endTime }: Contest, now: number): Contest["status"] {
  if (status !== "upcoming" && status !== "ongoing") return status;
  if (Date.parse(endTime) <= now) return "completed";
  return Date.parse(startTime) <= now ? "ongoing" : "upcoming";
}

function about({ status, startTime, endTime, questionCount, participants }: Contest, now: number) {
  const size = `${questionCount} ${questionCount === 1 ? "question" : "questions"}, ${participants} registered`;
  if (status === "upcoming") return `${size}, starts in ${clock(Date.parse(startTime) - now)}`;
  if (status === "ongoing") return `${size}, ends in ${clock(Date.parse(endTime) - now)}`;
  return `${size}, ${new Date(startTime).toLocaleDateString()}`;
}

function InviteForm({ onJoin }: { onJoin(contestId: string, inviteCode: string): void }) {
  const [contestId, setId] = useState("");
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (contestId.trim()) onJoin(contestId.trim(), code.trim());
  };
  return (
    <details>
      <summary>Join a private contest</summary>
      <form className="order" onSubmit={submit} aria-label="Join a private contest">
        <Field label="Contest id" value={contestId} onType={setId} maxLength={64} />
        <Field label="Invite code" value={code} onType={setCode} maxLength={64} />
        <div className="buttons">
          <button type="submit">Join with the code</button>
        </div>
      </form>
    </details>
  );
}
