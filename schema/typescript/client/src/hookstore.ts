import * as react from "react";
import type { Failure } from "./errors.js";
import type { ID } from "./schema.js";
import type { ConnectionState } from "./state.js";
import type { AnySnapshot, Client, ClientEvents } from "./types.js";

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

const ClientContext = react.createContext<Client | undefined>(undefined);

/**
 * Gives a client to the hooks below it: `<PrepwireProvider value={client}>`.
 * The client outlives it; whoever made it closes it.
 */
export const PrepwireProvider = ClientContext.Provider;

/** The client of the nearest PrepwireProvider. It throws where there is none. */
export function useClient(): Client {
  const client = react.useContext(ClientContext);
  if (!client) throw Error("no PrepwireProvider");
  return client;
}

function useExternal<S>(store: { subscribe(watch: () => void): () => void; getSnapshot(): S }): S {
  return react.useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
}

/** The connection, and the client that keeps it. */
export interface WebSocketHook extends ConnectionState {
  /** The client itself. */
  readonly client: Client;
}

/** Follows the connection's state. */
export function useWebSocket(): WebSocketHook {
  const client = useClient();
  const state = useExternal(client);
  return { ...state, client };
}

/** Listeners by event. */
export type Handlers = { [E in keyof ClientEvents]?: (params: ClientEvents[E]) => unknown };

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
export const createHook =
  <S extends object, A extends object, P extends unknown[]>(
    initial: S,
    logic: (kit: Kit<S>, ...params: P) => Logic<A>,
  ) =>
  (...params: P): S & Activity & A => {
    const client = useClient();
    // biome-ignore lint/correctness/useExhaustiveDependencies: what is written of them stands for the params
    const store = react.useMemo(() => {
      let watch: (() => void) | undefined; // of the one component that this store belongs to
      let busy = 0;
      let news: (() => unknown)[] = []; // what was told and asked, in that order, while calls are on their way
      let failed: unknown; // what is shown from the first look on could not be had
      const begin = async () => {
        failed = !(await does.begin?.());
      };
      const versions: Partial<Record<keyof S, number | string>> = {};
      const kit: Kit<S> = {
        api: client,
        shown: { ...initial, loading: false },
        show(change) {
          kit.shown = { ...kit.shown, ...change };
          watch?.();
        },
        put(name, value, version = (value as { version: number }).version) {
          if (version < (versions[name] as typeof version)) return;
          versions[name] = version;
          kit.show({ [name]: value } as never);
        },
        run(call, then) {
          const mine = news.push(() => {}) - 1; // its place, for its reply
          busy++;
          kit.show({ loading: true, error: undefined } as never);
          return call
            .then((result) => {
              news[mine] = () => then?.(result);
              for (const told of news.slice(mine)) told();
              return result;
            })
            .catch((error) => kit.show({ error } as never) as undefined)
            .finally(() => {
              if (!--busy) news = [];
              kit.show({ loading: busy > 0 } as never);
            });
        },
      };
      const does = logic(kit, ...params);
      return {
        actions: does.actions,
        getSnapshot: () => kit.shown,
        subscribe(watcher: () => void) {
          watch = watcher;
          const stops = Object.entries({
            snapshot: ({ kind }: AnySnapshot) => kind === "user" && begin(), // events were missed
            state: ({ session }: ConnectionState) => failed && session && begin(),
            ...does.handlers,
          }).map(([event, handler]) =>
            client.on(event as "contest.cancelled", (params) => {
              const told = () => handler(params as never);
              if ((params.contestId ?? does.only) === does.only)
                told() ?? (busy && news.push(told)); // a promise: it asks how things are
            }),
          );
          begin();
          return () => {
            for (const stop of stops) stop();
            does.quit?.();
          };
        },
      };
    }, [client, JSON.stringify(params)]);
    const state = useExternal(store);
    return { ...state, ...store.actions };
  };
