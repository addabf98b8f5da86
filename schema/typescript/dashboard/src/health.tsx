import type { Connected, ConnectionState } from "@prepwire/client";
import { useClient, useWebSocket } from "@prepwire/client/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useEvent, useRepeat } from "./hooks.js";
import { Panel } from "./parts.js";
import { Sparkline } from "./plots.js";
import { explainState, timeOfDay } from "./words.js";

/** How the connection has been since the page was opened. */
export interface Health {
  /** Round trips of system.ping in milliseconds, newest last. */
  readonly pings: readonly number[];
  /** What to add to the time here to have the time of the gateway, in milliseconds. */
  readonly clockOffset: number;
  readonly reconnects: number;
  /** Whether the last resume lost nothing; missing before the first. */
  readonly recovered?: boolean | undefined;
  /** Why the connection was lost last. */
  readonly lost?: string | undefined;
}

const everyMs = 5_000;

/** Follows the connection and measures it. */
export function useHealth(): Health {
  const client = useClient();
  const [health, set] = useState<Health>({ pings: [], clockOffset: 0, reconnects: 0 });
  const before = useRef<string>(undefined);

  const follow = useCallback(({ status, session, reason }: ConnectionState) => {
    if (status === "reconnecting") set((h) => ({ ...h, lost: explainState(reason) }));
    if (status !== "open" || !session) return;
    const again = before.current !== undefined && before.current !== session.connectionId;
    before.current = session.connectionId;
    if (again)
      set((h) => ({ ...h, reconnects: h.reconnects + 1, recovered: recoveredAll(session) }));
  }, []);
  useEvent("state", follow);

  const measure = useCallback(async () => {
    if (client.getSnapshot().status !== "open") return;
    const begun = performance.now();
    try {
      const { serverTime } = await client.system.ping({}, { queue: false, resend: false });
      const ping = performance.now() - begun;
      const clockOffset = Date.parse(serverTime) + ping / 2 - Date.now();
      set((h) => ({ ...h, clockOffset, pings: [...h.pings.slice(-29), ping] }));
    } catch {} // the connection's state tells more
  }, [client]);
  useRepeat(measure, everyMs);
  useEffect(() => {
    follow(client.getSnapshot());
    measure();
    return client.subscribe(measure);
  }, [client, follow, measure]);
  return health;
}

const recoveredAll = ({ topics }: Connected) =>
  topics.every(({ recovered }) => recovered !== false);

/** Shows how the connection is. */
export function HealthPanel({ health }: { health: Health }) {
  const { status, reason, attempt, session } = useWebSocket();
  const { pings, reconnects, recovered, lost } = health;
  const last = pings.at(-1);
  return (
    <Panel id="health" title="Connection">
      <dl className="facts">
        <dt>State</dt>
        <dd data-testid="health-state">
          {status}
          {reason && status !== "open" && `: ${explainState(reason)}`}
          {attempt > 0 && ` (try ${attempt})`}
        </dd>
        <dt>Latency</dt>
        <dd data-testid="latency">
          {last === undefined ? "not measured yet" : `${last.toFixed(last < 10 ? 1 : 0)} ms`}{" "}
          <Sparkline values={pings} />
        </dd>
        <dt>Reconnects</dt>
        <dd data-testid="reconnects">{reconnects}</dd>
        <dt>Last resume</dt>
        <dd data-testid="recovered">
          {recovered === undefined
            ? "none yet"
            : recovered
              ? "recovered: no event was missed"
              : "not recovered: the state was fetched anew"}
        </dd>
        {lost && (
          <>
            <dt>Last break</dt>
            <dd>{lost}</dd>
          </>
        )}
        {session && (
          <>
            <dt>Connection id</dt>
            <dd>
              <code>{session.connectionId}</code>
            </dd>
            <dt>Roles</dt>
            <dd>{session.roles.join(", ")}</dd>
            <dt>Token until</dt>
            <dd>{timeOfDay(session.expiresAt)}</dd>
          </>
        )}
      </dl>
    </Panel>
  );
}
