import * as react from "react";
import type { Failure } from "./errors.js";
import type { ID } from "./schema.js";
import type { ConnectionState } from "./state.js";
import type { Client, ClientEvents } from "./types.js";
/**
 * What every hook that calls the gateway tells. Where what it asks for by itself
 * fails, it asks again with the next connection.
 */
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
export declare const PrepwireProvider: react.Provider<Client | undefined>;
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
    /** The client that the state is made with. */
    api: Client;
    /** The state now. */
    shown: S & Activity;
    /** Changes members of the state. */
    show(change: Partial<S & Activity>): void;
    /** Changes a member, unless a greater version of it came before. */
    put<K extends keyof S>(name: K, value: S[K], version?: number | string): void;
    /**
     * Keeps the books of a call. A failure is in `error`; the promise is then
     * undefined, so that nobody needs to catch it. A reply may be older than what
     * events and replies to later calls told before it: that comes on top again.
     */
    run<R>(call: Promise<R>, then?: (result: R) => unknown): Promise<R | undefined>;
}
/** What a hook can do, and what happens while somebody looks. */
export interface Logic<A> {
    /** What it can do. */
    actions: A;
    /** What is listened to. */
    handlers?: Handlers;
    /** The contest that events have to be of. */
    only?: ID;
    /** Done when the first one looks, and with the next connection if it came to nothing. */
    begin?(): unknown;
    /** Done when the last one no longer looks. */
    quit?(): unknown;
}
/** Makes a hook whose state lives outside of React. */
export declare const createHook: <S extends object, A extends object, P extends unknown[]>(initial: S, logic: (kit: Kit<S>, ...params: P) => Logic<A>) => (...params: P) => S & Activity & A;
