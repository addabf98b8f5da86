import { useContest, useWebSocket } from "@prepwire/client/react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Board } from "./board.js";
import { useEvent, useNow } from "./hooks.js";
import { ErrorNote, useAnnounce } from "./parts.js";
import { Results } from "./results.js";
import { Questions } from "./roomquestions.js";
import { clock, points } from "./words.js";

interface Props {
  contestId: string;
  spectate: boolean;
  clockOffset: number;
  onCompeting(competing: boolean): void;
  onLeave(): void;
}

/** A contest from inside: its time, its questions, its board, and what came of it. */
export function Room({ contestId, spectate, clockOffset, onCompeting, onLeave }: Props) {
  const room = useContest(contestId, { spectate });
  const { session } = useWebSocket();
  const announce = useAnnounce();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const [closes, setCloses] = useState<Readonly<Record<string, string>>>({});
  const { contest, me, board, participants, ended } = room;
  const running = contest?.status === "ongoing";
  const over = contest?.status === "completed";
  const competing = running && !spectate;
  useEffect(() => {
    onCompeting(competing);
    return () => onCompeting(false);
  }, [competing, onCompeting]);
  useEvent("contest.standingUpdated", ({ contestId: id, entry }) => {
    if (id === contestId && entry.rank) announce(`You are at rank ${entry.rank}`);
  });
  useEvent("contest.questionOpened", ({ question, closesAt }) =>
    setCloses((all) => ({ ...all, [question.id]: closesAt })),
  );
  useEvent(
    "contest.ended",
    ({ contestId: id }) => id === contestId && announce("The contest has ended"),
  );

  return (
    <article className="room" aria-labelledby="room-title" data-testid="contest-room">
      <header>
        <h3 id="room-title" tabIndex={-1} ref={heading}>
          {contest?.title ?? "Contest"}
        </h3>
        <button type="button" onClick={onLeave}>
          {over ? "Close" : "Leave"}
        </button>
      </header>
      <ErrorNote error={room.error} />
      {contest && (
        <p className="faint">
          <Countdown {...contest} offset={clockOffset} />
          {contest.status === "cancelled" && "Cancelled. "}
          {participants &&
            !over &&
            `${participants.present} here, ${participants.completed} done. `}
          {spectate && "You watch. "}
          {contest.feedback === "afterEnd" && !over && "Scores come at the end. "}
        </p>
      )}
      {me && !over && (
        <p data-testid="standing">
          {me.rank ? `Rank ${me.rank}` : "Not ranked yet"}
          {me.score !== undefined && `, ${points(me.score)}`}, {me.answered} of{" "}
          {contest?.questionCount} answered
        </p>
      )}
      {running && !spectate && (
        <Questions
          {...room}
          contestId={contestId}
          live={contest.pacing === "live"}
          closes={closes}
          clockOffset={clockOffset}
        />
      )}
      {over ? (
        <Results
          contestId={contestId}
          me={session?.userId}
          spectate={spectate}
          key={ended?.logHead}
        />
      ) : (
        <Board
          entries={board?.top ?? []}
          total={board?.total ?? 0}
          me={session?.userId}
          caption="Leaderboard"
        />
      )}
    </article>
  );
}

function Countdown(props: { status: string; startTime: string; endTime: string; offset: number }) {
  const now = useNow(500) + props.offset;
  const { status, startTime, endTime } = props;
  if (status !== "upcoming" && status !== "ongoing") return null;
  const before = Date.parse(startTime) > now;
  const left = Date.parse(before ? startTime : endTime) - now;
  return (
    <span data-testid="countdown">
      {before ? "Starts" : left > 0 ? "Ends" : "Ending"} in {clock(left)}.{" "}
    </span>
  );
}
