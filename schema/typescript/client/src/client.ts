import { after } from "./after.js";
import { type Call, createCall, encode } from "./calls.js";
import { finalCodes } from "./closecodes.js";
import { emit, iterate, type Listeners, listen, tell } from "./emitter.js";
import { failure, PrepwireError } from "./errors.js";
import type { ClientOptions, WebSocketConstructor, WebSocketLike } from "./options.js";
import { ahead, noteTopics } from "./positions.js";
import { repeatable } from "./resend.js";
import {
  type Connected,
  type EventMeta,
  protocol,
  type RenewResult,
  type ResumedTopic,
} from "./schema.js";
import type { ConnectionState, StateReason } from "./state.js";
import { tree } from "./tree.js";
import type { CallOptions, Client, EventsOptions } from "./types.js";
import { sleepers } from "./wake.js";

type Params = Record<string, unknown>;

/**
 * Makes a client, which connects at once, stays connected and resumes after
 * each break until `close()`. Calls made meanwhile wait.
 *
 * It does not throw: a wrong address, a refused token or a server that speaks
 * another protocol shows in `getSnapshot()`, and calls reject with "closed".
 */
export function createClient(options: ClientOptions): Client {
  const {
    reconnect: { minDelayMs = 500, maxDelayMs = 30_000 } = {},
    queue: { maxCalls = 1_000, maxBytes = 1 << 20 } = {},
    positions = new Map(),
    device,
    debug,
    heartbeat = 20_000,
    timeoutMs: patience = 70_000,
  } = options;
  const listeners: Listeners = new Set();
  const sent = new Map<unknown, Call>(); // in the order they were sent
  let queue = new Set<Call>(); // in the order they were made
  const timers = new Set<ReturnType<typeof setTimeout>>(); // of this connection or this wait

  let state: ConnectionState = { status: "idle", attempt: 0 };
  let socket: WebSocketLike | undefined;
  let turn = 0; // rises with each end of a try: whoever waited looks whether it is still the same
  let renewing: number; // the turn whose token is being replaced
  let attempt = 0;
  let notBefore: number; // until when the gateway wants no connection
  let held = 0; // until when it wants no calls
  let heard: number; // when anything came last
  let refusals: number; // how often in a row a token was refused that may be replaced

  // A string, or a renewed one; only functions have `call`.
  let token = options.token as string & { (): string | Promise<string>; call?: unknown };

  function become(next: Omit<ConnectionState, "attempt">) {
    state = { ...next, attempt };
    emit(listeners, "state", state);
  }

  function later(what: () => void, ms: number) {
    const timer = setTimeout(() => {
      timers.delete(timer);
      what();
    }, ms);
    timers.add(timer);
  }

  // Connecting.

  function connect() {
    if (!/idle|closed/.test(state.status)) return;
    attempt = notBefore = refusals = 0;
    sleepers.add(wake);
    open();
  }

  async function open() {
    detach();
    const mine = turn;
    later(() => lose("timeout"), 15_000);
    become({ status: "connecting" }); // last: whoever hears of it may close
    try {
      const bearer = await (token.call ? token() : token);
      if (mine === turn) dial(bearer);
    } catch (error) {
      if (mine === turn) lose("token_failed", `${error}`);
    }
  }

  function dial(bearer: string) {
    let detail: string | undefined;
    // A browser's complaint about it would show the token.
    if (!/^[\w.~+-]+$/.test(bearer)) return stop("token_invalid");
    try {
      const Socket = options.WebSocket ?? (WebSocket as unknown as WebSocketConstructor);
      socket = new Socket(options.url, [protocol, `bearer.${bearer}`]);
    } catch (error) {
      return stop("unsupported", `${error}`);
    }
    socket.onopen = () => {
      if (socket?.protocol !== protocol) return stop("wrong_protocol");
      own("session.resume", { device, resume: [...positions.values()] }, greeted);
    };
    socket.onmessage = receive;
    socket.onerror = (event: { message?: string }) => {
      detail = event.message;
    };
    socket.onclose = (event: { code: number; reason: string }) =>
      closed(event.code, event.reason || detail);
  }

  /** Takes the reply to the first call: who we are, or why we are not let in. */
  function greeted(error: unknown, session: unknown) {
    const { code, message, data } = (error ?? {}) as Partial<PrepwireError>;
    if (code === -32001) return closed(4003, message);
    if (code && data?.retryable) {
      notBefore = after(data.retryAfterMs);
      return lose("draining", message);
    }
    if (!socket) return; // the connection broke
    if (!(session as Connected)?.limits) return stop("wrong_protocol", message);
    clear();
    refusals = 0;
    later(() => {
      attempt = 0; // it is a stable connection: delays begin anew
    }, 5_000);
    beat();
    become({ status: "open", session: session as Connected }); // whoever hears of it may close
    pump();
  }

  // Ending.

  function clear() {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  }

  /** Lets go of the socket without waiting for its end, which on a dead line takes minutes. */
  function detach() {
    turn++;
    clear();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = () => {};
    socket.close();
    socket = undefined;
  }

  function closed(code: number, detail?: string) {
    const final = finalCodes[code];
    if (final && (code > 4003 || refusals++ || !token.call)) return stop(final, detail, code);
    lose(final ?? (state.session ? "lost" : "unreachable"), detail, code);
  }

  /** Gives up the connection and waits for the next try. */
  function lose(reason: StateReason, detail?: string, code?: number) {
    const delay = Math.random() * Math.min(maxDelayMs, minDelayMs * 2 ** attempt++);
    const retryAt = Math.max(Date.now() + delay, notBefore);
    leave(
      { status: "reconnecting", reason, code, detail, retryAt },
      [...sent.values()].filter((c) => c.wishes.resend ?? repeatable.test(c.method)),
    );
    if (state.retryAt === retryAt) later(open, retryAt - Date.now());
  }

  /** Gives up for good. */
  function stop(reason: StateReason, detail?: string, code?: number) {
    sleepers.delete(wake);
    leave({ status: "closed", reason, code, detail });
  }

  /** The error of calls once the client has stopped. */
  function over() {
    return (
      state.status === "closed" &&
      failure("closed", state.detail || (state.reason as string), false)
    );
  }

  /** Ends the connection, and the calls that do not wait for another. */
  function leave(next: Omit<ConnectionState, "attempt">, again?: Call[]) {
    const calls = [...queue, ...sent.values()];
    sent.clear();
    if (again) requeue(again);
    else queue = new Set();
    detach();
    become(next);
    for (const call of calls)
      if (!queue.has(call)) call.settle(over() || failure("connection_lost", call.method));
  }

  // Staying.

  function wake() {
    if (state.session) ping();
    else if (state.retryAt && Date.now() >= notBefore) open();
  }

  function beat() {
    if (!heartbeat) return;
    later(() => {
      ping();
      beat();
    }, heartbeat);
  }

  /** The reply is a sign of life, and so is all else. */
  function ping() {
    const at = Date.now();
    own("system.ping", {});
    later(() => heard < at && lose("timeout"), heartbeat / 2 || 15_000);
  }

  /** Replaces the token some time before it ends, and tries again until it has. */
  function renew(expiresAt: string) {
    renewing = turn;
    const left = Math.min(Math.max(Date.parse(expiresAt) - Date.now() || 0, 1_000), 60_000);
    later(
      async () => {
        const mine = turn;
        try {
          const next = token.call
            ? await token()
            : (await call<RenewResult>("session.renew")).token;
          renewing = 0; // what is said from now on is of the next
          const session = await call<Connected>("session.authenticate", { token: next, device });
          if (!token.call) token = next as never;
          if (mine === turn) become({ status: "open", session });
        } catch {
          if (mine === turn) renew(expiresAt);
        }
      },
      (left * Math.random()) / 2,
    );
  }

  // Sending.

  function transmit(call: Call) {
    const { timeoutMs = patience } = call.wishes;
    sent.set(call.id, call);
    if (timeoutMs)
      call.timer = setTimeout(() => cancel(call, failure("timeout", call.method)), timeoutMs);
    debug?.("call", call.method);
    socket?.send(call.frame);
  }

  /** Sends what waits, as far as the gateway and the network take it. */
  function pump() {
    for (const call of queue) {
      const limits = state.session?.limits;
      if (!limits || sent.size >= (limits.inFlight || 1e9)) return;
      const wait = Math.max(
        held - Date.now(),
        (socket as WebSocketLike).bufferedAmount > 1 << 20 ? 50 : 0,
      );
      if (wait > 0) return later(pump, wait);
      queue.delete(call);
      if (call.bytes > (limits.frameBytes || 1e9))
        call.settle(failure("message_too_large", call.method, false));
      else transmit(call);
    }
  }

  /** Has calls that were sent wait once more, before those that were made later. */
  function requeue(calls: Call[]) {
    for (const call of calls) clearTimeout(call.timer);
    queue = new Set([...queue, ...calls].sort((a, b) => a.id - b.id));
  }

  /** Makes a call of the client's own, past the queue and for this connection only. */
  function own(method: string, params: Params, settle: Call["settle"] = () => {}) {
    transmit(createCall(method, params, { timeoutMs: 0, resend: false }, settle));
  }

  /** Takes a call back; the gateway is told to stop if it has it. */
  function cancel(call: Call, error: unknown) {
    if (!queue.delete(call) && sent.delete(call.id))
      socket?.send(encode("$/cancelRequest", { id: call.id }));
    call.settle(error);
    pump();
  }

  function call<R>(method: string, params: Params = {}, callOptions: CallOptions = {}): Promise<R> {
    const { signal } = callOptions;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (state.status === "idle") connect();
      if (over()) throw over();
      const abort = () => cancel(made, signal?.reason);
      const made = createCall(method, params, callOptions, (error, result) => {
        clearTimeout(made.timer);
        if (!error && method === "contest.leave") positions.delete(`contest:${params.contestId}`);
        signal?.removeEventListener("abort", abort);
        error ? reject(error) : resolve(result as R);
      });
      let { bytes } = made;
      if (callOptions.queue === false && !state.session) throw failure("not_connected", method);
      for (const other of queue) bytes += other.bytes;
      if (queue.size && (queue.size >= maxCalls || bytes > maxBytes))
        throw failure("queue_full", method);
      signal?.addEventListener("abort", abort);
      if (queue.add(made).size === 1) pump(); // else it is known why the others wait
    });
  }

  // Receiving.

  function receive({ data }: { data: unknown }) {
    heard = Date.now();
    try {
      const message = JSON.parse(data as string);
      if (message.jsonrpc === "2.0") {
        if (!message.method) return replied(message);
        // Nothing is told before the first reply: an echo is no gateway.
        if (state.session) return notified(message.method, message.params ?? {});
      }
    } catch {}
    debug?.("malformed", data);
    if (!state.session) stop("wrong_protocol");
  }

  function replied({ id, result, error }: Params) {
    // What the gateway could not read has no id: it is of the only call there is, or nobody knows of which.
    const [only, other] = sent.values();
    const call = error && id == null && !other ? only : sent.get(id);
    if (!call) return;
    sent.delete(call.id);
    try {
      // At once: events that follow in the same read count on it.
      for (const gone of noteTopics(positions, (result as { topics?: ResumedTopic[] }).topics))
        emit(listeners, "snapshot", { ...gone, kind: gone.topic.split(":")[0] });
      call.settle(undefined, result);
    } catch {
      refuse(call, error ?? {});
    }
    pump();
  }

  /** Ends a call that was refused, unless it only came too early: then it waits once more. */
  function refuse(
    call: Call,
    { code, message, data }: { code?: number; message?: string; data?: { reason?: string } },
  ) {
    const error = new PrepwireError(
      message?.trim ? message : call.method,
      // Without a reason it is of another protocol.
      { reason: "protocol_error", retryable: false, ...(data?.reason?.trim && data) } as never,
      code,
    );
    const { scope, retryAfterMs = 0 } = error.data;
    if (
      call.wishes.resend !== false &&
      retryAfterMs < 60_000 &&
      /^LIMIT_(CALLS|WAIT)/.test(scope as string)
    ) {
      held = after(retryAfterMs + 1_000); // rates allow a burst of one second
      requeue([call]);
    } else call.settle(error);
  }

  function notified(method: string, params: Params) {
    if (!/\W/.test(method)) return; // would be taken for what the client itself tells
    const meta = params._meta as EventMeta | undefined;
    const by = meta ? ahead(positions, meta) : 1;
    if (by < 1) return;
    if (by > 1) return lose("behind");
    if (method === "session.draining") notBefore = after(params.reconnectAfterMs);
    if (method === "session.expiring" && renewing !== turn) renew(params.expiresAt as string);
    emit(listeners, method, params);
    tell(() => sent.get(params.token)?.wishes.onProgress?.(params as never)); // $/progress has one
  }

  if (options.connect !== false) connect();
  return tree(
    {
      call,
      on: (event: string, listener: () => void) => listen(listeners, event, listener),
      events: (event: string, o: EventsOptions) => iterate(listeners, event, state, o),
      connect,
      close: () => stop("client"),
      subscribe: (watch: () => void) => listen(listeners, "state", watch),
      getSnapshot: () => state,
    },
    (namespace) =>
      tree(
        {},
        (name) => (params: Params, o: CallOptions) => call(`${namespace}.${name}`, params, o),
      ),
  ) as unknown as Client;
}
