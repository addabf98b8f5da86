import type { Failure } from "./errors.js";
import type { ConnectionState } from "./state.js";
import type { Client, ClientEvents } from "./types.js";
/** What every hook that calls the gateway tells. */
export interface Activity {
    /** A call of this hook is on its way. */
    readonly loading: boolean;
    /** Why the last call failed; gone with the next one. Told apart by `reason`. */
    readonly error?: Failure | undefined;
}
/**
 * Gives a client to the hooks below it: `<PrepwireProvider value={client}>`.
 * The client outlives it; whoever made it closes it.
 */
export declare const PrepwireProvider: import("react").Provider<Client | undefined>;
/** The client of the nearest PrepwireProvider. It throws where there is none. */
export declare function useClient(): Client;
/** The connection, and the client that keeps it. */
export interface WebSocketHook extends ConnectionState {
    /** The client itself. */
    readonly client: Client;
}
/** Follows the connection's state. */
export declare function useWebSocket(): WebSocketHook;
/** Listeners by event. */
export type Handlers = {
    [E in keyof ClientEvents]?: (params: ClientEvents[E]) => unknown;
};
/** What a hook's logic has to work with. */
export interface Kit<S> {
    /** Whose state it is made of. */
    client: Client;
    /** The state now. */
    get(): S & Activity;
    /** Changes members of the state. */
    set(change: Partial<S & Activity>): void;
    /**
     * Does a call and keeps the books of it. A failure is in `error`; the
     * promise is then undefined, so that nobody needs to catch it.
     */
    run<R>(start: () => Promise<R>, then?: (result: R) => Partial<S> | undefined): Promise<R | undefined>;
}
/** What a hook can do, and what happens while somebody looks. */
export interface Logic<A> {
    /** What it can do. */
    actions: A;
    /** What is listened to. */
    handlers?: Handlers;
    /** Done when the first one looks. */
    begin?(): unknown;
    /** Done when the last one no longer looks. */
    end?(): unknown;
}
/** Makes a hook's state live outside of React. */
export declare function useStore<S extends object, A extends object>(initial: S, logic: (kit: Kit<S>) => Logic<A>, key?: unknown): S & Activity & A;
