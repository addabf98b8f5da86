import { failure } from "./errors.js";
import type { ConnectionState } from "./state.js";
import type { EventsOptions } from "./types.js";

type Listener = (params: never) => void;

/** Who listens to which event. */
export type Listeners = Set<readonly [event: string, listener: Listener]>;

/** Tells somebody; a fault of theirs keeps nothing from the others. */
export function tell(listener: Listener, params?: unknown) {
  try {
    listener(params as never);
  } catch (error) {
    console.error(error);
  }
}

/** Tells everybody who listens. */
export function emit(listeners: Listeners, event: string, params: unknown) {
  for (const [name, listener] of [...listeners]) if (name === event) tell(listener, params);
}

/** Listens until the returned function is called. */
export function listen(listeners: Listeners, event: string, listener: Listener) {
  const own = [event, listener] as const; // one function may listen twice
  listeners.add(own);
  return () => void listeners.delete(own);
}

/** Iterates over an event from now on, unless the client has stopped. */
export function iterate(
  listeners: Listeners,
  event: string,
  state: ConnectionState,
  { signal, limit = 1000 }: EventsOptions = {},
) {
  const waiting: unknown[] = [];
  let over: unknown; // true, or why it failed
  let wake: (() => void) | undefined;

  const end = (why: unknown) => {
    over ??= why;
    for (const stop of stops) stop();
    wake?.();
  };
  const abort = () => end(true);
  const look = ({ status, reason }: ConnectionState) => {
    if (status === "closed") end(reason === "client" || failure(status, reason as string, false));
  };
  const stops = [
    listen(listeners, event, (params) => {
      if (waiting.push(params) > limit) end(failure("overflow", event));
      wake?.();
    }),
    listen(listeners, "state", look),
    () => signal?.removeEventListener("abort", abort),
  ];
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  look(state);

  return (async function* () {
    try {
      for (;;) {
        while (waiting.length) yield waiting.shift() as never;
        if (over === true) return;
        if (over) throw over;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      abort();
    }
  })();
}
