import { createContext, useContext, useMemo, useSyncExternalStore } from "react";
import type { Failure } from "./errors.js";
import type { ConnectionState } from "./state.js";
import type { AnySnapshot, Client, ClientEvents } from "./types.js";

/** What every hook that calls the gateway tells. */
export interface Activity {
  /** A call of this hook is on its way. */
  readonly loading: boolean;
  /** Why the last call failed; gone with the next one. Told apart by `reason`. */
  readonly error?: Failure | undefined;
}

const ClientContext = createContext<Client | undefined>(undefined);

/**
 * Gives a client to the hooks below it: `<PrepwireProvider value={client}>`.
 * The client outlives it; whoever made it closes it.
 */
export const PrepwireProvider = ClientContext.Provider;

/** The client of the nearest PrepwireProvider. It throws where there is none. */
export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error("no PrepwireProvider");
  return client;
}

/** The connection, and the client that keeps it. */
export interface WebSocketHook extends ConnectionState {
  /** The client itself. */
  readonly client: Client;
}

/** Follows the connection's state. */
export function useWebSocket(): WebSocketHook {
  const client = useClient();
  const state = useSyncExternalStore(client.subscribe, client.getSnapshot, client.getSnapshot);
  return { ...state, client };
}

/** Listeners by event. */
export type Handlers = { [E in keyof ClientEvents]?: (params: ClientEvents[E]) => unknown };

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
  run<R>(
    start: () => Promise<R>,
    then?: (result: R) => Partial<S> | undefined,
  ): Promise<R | undefined>;
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
export function useStore<S extends object, A extends object>(
  initial: S,
  logic: (kit: Kit<S>) => Logic<A>,
  key?: unknown,
): S & Activity & A {
  const client = useClient();
  const id = JSON.stringify(key);
  // biome-ignore lint/correctness/useExhaustiveDependencies: id stands for what logic depends on
  const store = useMemo(() => {
    let state: S & Activity = { ...initial, loading: false };
    let watch: (() => void) | undefined; // of the one component that this store belongs to
    let busy = 0;
    const get = () => state;
    const set = (change: object) => {
      state = { ...state, ...change };
      watch?.();
    };
    const { actions, handlers, begin, end } = logic({
      client,
      get,
      set,
      async run(start, then) {
        busy++;
        set({ loading: true, error: undefined });
        try {
          const result = await start();
          set({ ...then?.(result) });
          return result;
        } catch (error) {
          set({ error });
        } finally {
          set({ loading: --busy > 0 });
        }
        return undefined;
      },
    });
    const snapshot = ({ kind }: AnySnapshot) => kind === "user" && begin?.(); // events were missed
    return {
      actions,
      get,
      subscribe(watcher: () => void) {
        watch = watcher;
        const stops = Object.entries({ snapshot, ...handlers }).map(([event, handler]) =>
          client.on(event as "state", handler as never),
        );
        begin?.();
        return () => {
          for (const stop of stops) stop();
          end?.();
        };
      },
    };
  }, [client, id]);
  const state = useSyncExternalStore(store.subscribe, store.get, store.get);
  return { ...state, ...store.actions };
}
