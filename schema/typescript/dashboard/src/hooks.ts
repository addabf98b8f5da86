import type { ClientEvents, EventName, Failure } from "@prepwire/client";
import { useClient } from "@prepwire/client/react";
import { useCallback, useEffect, useRef, useState } from "react";

/** Hears of an event as long as the component is there. */
export function useEvent<E extends EventName>(event: E, listener: (p: ClientEvents[E]) => void) {
  const client = useClient();
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => client.on(event, (params) => latest.current(params)), [client, event]);
}

/** What became of the last call. */
export interface CallState<R> {
  readonly loading: boolean;
  readonly result?: R | undefined;
  readonly error?: Failure | undefined;
}

/** Keeps what became of the last call that was made with `run`. */
export function useCall<R>(): CallState<R> & {
  run(start: () => Promise<R>): Promise<R | undefined>;
  reset(): void;
} {
  const [state, set] = useState<CallState<R>>({ loading: false });
  const turn = useRef(0);
  const run = useCallback(async (start: () => Promise<R>) => {
    const mine = ++turn.current;
    set(({ result }) => ({ loading: true, result }));
    try {
      const result = await start();
      if (mine === turn.current) set({ loading: false, result });
      return result;
    } catch (error) {
      if (mine === turn.current) set({ loading: false, error: error as Failure });
      return undefined;
    }
  }, []);
  const reset = useCallback(() => {
    turn.current++;
    set({ loading: false });
  }, []);
  return { ...state, run, reset };
}

/** The time on this machine, anew every so many milliseconds. */
export function useNow(everyMs: number): number {
  const [now, set] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Does something every so many milliseconds while the page can be seen. */
export function useRepeat(what: () => void, everyMs: number) {
  const latest = useRef(what);
  latest.current = what;
  useEffect(() => {
    const timer = setInterval(() => document.hidden || latest.current(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}
