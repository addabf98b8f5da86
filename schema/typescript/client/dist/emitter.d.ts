import type { ConnectionState } from "./state.js";
import type { EventsOptions } from "./types.js";
type Listener = (params: never) => void;
/** Who listens to which event. */
export type Listeners = Set<readonly [event: string, listener: Listener]>;
/** Tells somebody; a fault of theirs keeps nothing from the others. */
export declare function tell(listener: Listener, params?: unknown): void;
/** Tells everybody who listens. */
export declare function emit(listeners: Listeners, event: string, params: unknown): void;
/** Listens until the returned function is called. */
export declare function listen(listeners: Listeners, event: string, listener: Listener): () => undefined;
/** Iterates over an event from now on, unless the client has stopped. */
export declare function iterate(listeners: Listeners, event: string, state: ConnectionState, { signal, limit }?: EventsOptions): AsyncGenerator<never, void, unknown>;
export {};
