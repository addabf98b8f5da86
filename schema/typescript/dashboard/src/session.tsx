import type { SessionKind, SessionStartParams, SessionSummary } from "@prepwire/client";
import { useSession, useWebSocket } from "@prepwire/client/react";
import { type FormEvent, useState } from "react";
import { useEvent } from "./hooks.js";
import { Choice, ErrorNote, Field, Panel, useAnnounce } from "./parts.js";
import { useNames } from "./taxonomy.js";
import { percent, seconds, timeOfDay } from "./words.js";

/** The study session, and the devices that share it. */
export function SessionPanel() {
  const { session, start, end, error } = useSession();
  const { session: connection } = useWebSocket();
  const [summary, setSummary] = useState<SessionSummary>();
  const announce = useAnnounce();
  const tell = (what: string) => (event: { device: string; connectionId: string }) => {
    if (event.connectionId !== connection?.connectionId)
      announce(`${event.device || "A device"} ${what}`);
  };
  useEvent("session.deviceJoined", tell("joined"));
  useEvent("session.deviceLeft", tell("left"));
  return (
    <Panel id="session" title="Session and devices">
      <ErrorNote error={error} />
      {session ? (
        <>
          <p>
            <strong>{session.kind}</strong> since {timeOfDay(session.startedAt)}
            {session.goals.length > 0 && <>, goal: {session.goals.join(", ")}</>}
          </p>
          <ul className="devices" data-testid="devices" aria-label="Devices">
            {session.devices.map(({ connectionId, device, since }) => (
              <li key={connectionId}>
                {device || "unnamed device"}
                {connectionId === connection?.connectionId && " (this one)"}{" "}
                <span className="faint">since {timeOfDay(since)}</span>
              </li>
            ))}
          </ul>
          <button
            type="button"
            data-testid="session-end"
            onClick={async () => setSummary(await end())}
          >
            End the session
          </button>
        </>
      ) : (
        <>
          {summary && <Summary {...summary} />}
          <StartForm onStart={start} />
        </>
      )}
    </Panel>
  );
}

const kinds = ["practice", "review", "mock", "contest"].map((kind) => [kind, kind] as const);

function StartForm({ onStart }: { onStart(params: SessionStartParams): void }) {
  const [kind, setKind] = useState("practice");
  const [goal, setGoal] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onStart({ kind: kind as SessionKind, ...(goal.trim() && { goals: [goal.trim()] }) });
  };
  return (
    <form className="order" onSubmit={submit} aria-label="Start a session">
      <Choice label="Kind" value={kind} options={kinds} onPick={setKind} />
      <Field label="Goal" value={goal} onType={setGoal} maxLength={128} />
      <div className="buttons">
        <button type="submit" data-testid="session-start">
          Start a session
        </button>
      </div>
    </form>
  );
}

function Summary({ answered, correct, bestStreak, timeMs, masteryChanges }: SessionSummary) {
  const nameOf = useNames();
  return (
    <div className="note" role="status" data-testid="session-summary">
      <p>
        The session has ended: {correct} of {answered} right, best streak {bestStreak}
        {timeMs > 0 && `, ${seconds(timeMs)}`}.
      </p>
      {masteryChanges.length > 0 && (
        <ul>
          {masteryChanges.map(({ skill, before, after }) => (
            <li key={skill}>
              {nameOf(skill)}: {percent(before)} → {percent(after)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
