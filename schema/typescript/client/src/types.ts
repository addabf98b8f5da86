import type {
  Methods,
  Notifications,
  Progress,
  ResumedTopic,
  ResumeReason,
  Snapshots,
} from "./schema.js";
import type { ConnectionState } from "./state.js";

/** Name of a method, such as "contest.join". */
export type MethodName = keyof Methods;

/** Params of a method. */
export type ParamsOf<M extends MethodName> = Methods[M]["params"];

/** Result of a method. */
export type ResultOf<M extends MethodName> = Methods[M]["result"];

/** What a single call may ask for. */
export interface CallOptions {
  /** Ends the call: it rejects with the signal's reason, and the gateway is told to stop. */
  signal?: AbortSignal | undefined;
  /** Milliseconds to wait for the reply, from when the call is sent. 0: without end. */
  timeoutMs?: number | undefined;
  /**
   * Names what the call creates, so that a repeat answers the first object.
   * Methods that honour keys get a random one by default.
   */
  idempotencyKey?: string | undefined;
  /** Hears how far the call is; `text` is always the whole text so far. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** False refuses the call when there is no connection now, rather than let it wait. */
  queue?: boolean | undefined;
  /**
   * Whether the call is sent again when the connection broke before its reply
   * came. Default: only where a repeat does no harm, which is so for all reads,
   * for what has an idempotency key and for contest.submitAnswer.
   */
  resend?: boolean | undefined;
}

/** Arguments of a call; params may be left out where none are required. */
export type CallArguments<M extends MethodName> =
  Record<never, never> extends ParamsOf<M>
    ? [params?: ParamsOf<M>, options?: CallOptions]
    : [params: ParamsOf<M>, options?: CallOptions];

/** A method, ready to be called. */
export type MethodCall<M extends MethodName> = (...args: CallArguments<M>) => Promise<ResultOf<M>>;

/** What stands before the dot of a method's name. */
export type Namespace = MethodName extends infer M
  ? M extends `${infer N}.${string}`
    ? N
    : never
  : never;

/** The methods of one namespace, by what stands after the dot. */
export type NamespaceMethods<N extends Namespace> = {
  [M in MethodName as M extends `${N}.${infer Name}` ? Name : never]: MethodCall<M>;
};

/** Every method as `client.namespace.method(params, options)`. */
export type Api = { [N in Namespace]: NamespaceMethods<N> };

/** A topic whose missed events are gone: what it holds now. */
export interface TopicSnapshot<K extends keyof Snapshots = keyof Snapshots>
  extends Omit<ResumedTopic, "snapshot" | "reason"> {
  /** "user" or "contest". */
  kind: K;
  /** Why there is a snapshot; with "forbidden" and "unknown" the topic is no longer read. */
  reason: ResumeReason;
  /** The state; missing when the topic cannot be read any more. */
  snapshot?: Snapshots[K];
}

/** A snapshot, told apart by its kind. */
export type AnySnapshot = { [K in keyof Snapshots]: TopicSnapshot<K> }[keyof Snapshots];

/** What `on` and `events` know: every notification, and what the client adds. */
export interface ClientEvents extends Notifications {
  /** Comes after a reconnect, before any call is sent, when missed events are gone. */
  snapshot: AnySnapshot;
  /** Comes with each change of the state. */
  state: ConnectionState;
}

/** Name of an event that `on` and `events` know. */
export type EventName = keyof ClientEvents;

/** What an async iterator of events may ask for. */
export interface EventsOptions {
  /** Ends the iteration. */
  signal?: AbortSignal | undefined;
  /** Events that may wait to be read; one more ends the iteration with "overflow". Default 1,000. */
  limit?: number | undefined;
}

/** The methods of a client that are not those of the gateway. */
export interface ClientCore {
  /** Calls a method by its name. The same as `client.namespace.method(params, options)`. */
  call<M extends MethodName>(method: M, ...args: CallArguments<M>): Promise<ResultOf<M>>;
  /** Hears of an event until the returned function is called. Events after a reconnect are not repeated. */
  on<E extends EventName>(event: E, listener: (params: ClientEvents[E]) => void): () => void;
  /** Iterates over events from now on, for `for await`. It ends when the client is closed. */
  events<E extends EventName>(
    event: E,
    options?: EventsOptions,
  ): AsyncIterableIterator<ClientEvents[E]>;
  /** Connects, also after `close()` or a stop; harmless when connected. It does not wait. */
  connect(): void;
  /** Ends the connection and every call. Harmless when closed. */
  close(): void;
  /** Hears of each change of the state until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /** The state now: the same object until it changes. */
  getSnapshot(): ConnectionState;
}

/** A client of one gateway. */
export type Client = ClientCore & Api;
