import { failure } from "./errors.js";
import type { ConnectionState } from "./state.js";
import type { EventsOptions } from "./types.js";

type Listener = (params: never) => void;

/** Who listens to which event. */
export type Listeners = Map<string, Set<Listener>>;

/** Tells everybody who listens. */
export function emit(listeners: Listeners, event: string, params?: unknown) {
  for (const listener of [...(listeners.get(event) ?? [])]) {
    try {
      listener(params as never);
    } catch (error) {
      console.error(error); // one listener's fault keeps nothing from the others
    }
  }
}

/** Listens until the returned function is called. */
export function listen(listeners: Listeners, event: string, listener: Listener) {
  const own: Listener = (params) => listener(params); // one function may listen twice
  const set = listeners.get(event) ?? new Set();
  listeners.set(event, set.add(own));
  return () => {
    if (set.delete(own) && !set.size) listeners.delete(event);
  };
}

/** Iterates over an event from now on. */
export function iterate(
  listeners: Listeners,
  event: string,
  { signal, limit = 1000 }: EventsOptions = {},
) {
  const waiting: unknown[] = [];
  let over = false;
  let error: unknown;
  let wake: (() => void) | undefined;

  const end = (why?: unknown) => {
    over = true;
    error = why;
    stop();
    stopWatching();
    signal?.removeEventListener("abort", abort);
    wake?.();
  };
  const abort = () => end();
  const stopWatching = listen(listeners, "state", ({ status, reason }: ConnectionState) => {
    if (status === "closed")
      end(reason === "client" ? undefined : failure("closed", reason as string));
  });
  const stop = listen(listeners, event, (params) => {
    if (waiting.push(params) > limit) end(failure("overflow", event));
    wake?.();
  });
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) end();

  return (async function* () {
    try {
      for (;;) {
        while (waiting.length) yield waiting.shift() as never;
        if (error) throw error;
        if (over) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      end();
    }
  })();
}
