// client/src/resend.ts
var keyed = /\.(cr|gen|reg|send|start)/;
var repeatable = /^(an|rec|sy|rp)|\.(ge|l|st|sen|ai|ta|j|cr|re(s|g|vi)|un|su|ma|sy)/;

// client/src/calls.ts
var lastId = 0;
function encode(method, params, id) {
  return JSON.stringify({ jsonrpc: "2.0", method, params, id });
}
function createCall(method, params, wishes, settle) {
  const id = ++lastId;
  const { onProgress } = wishes;
  const key = wishes.idempotencyKey ?? (keyed.test(method) ? `${Date.now()}-${Math.random()}` : void 0);
  const meta = (key || onProgress) && {
    _meta: { idempotencyKey: key, progressToken: onProgress && id, ...params._meta }
  };
  const frame = encode(method, { ...params, ...meta }, id);
  return { id, method, b: wishes, e: frame, c: new TextEncoder().encode(frame).length, a: settle };
}

// client/src/errors.ts
var PrepwireError = class extends Error {
  /** Makes an error, as the client does; made by hand it is of use in tests. */
  constructor(message, data, code = 0) {
    super(message);
    this.name = "PrepwireError";
    this.reason = data.reason;
    this.code = code;
    this.data = data;
  }
};
function isPrepwireError(error) {
  return error instanceof PrepwireError;
}
function failure(reason, what) {
  const retryable = reason !== "message_too_large";
  return new PrepwireError(`${reason}: ${what}`, { reason, retryable });
}

// client/src/emitter.ts
function emit(listeners, event, params) {
  for (const listener of [...listeners.get(event) ?? []]) {
    try {
      listener(params);
    } catch (error) {
      console.error(error);
    }
  }
}
function listen(listeners, event, listener) {
  const own = (params) => listener(params);
  const set = listeners.get(event) ?? /* @__PURE__ */ new Set();
  listeners.set(event, set.add(own));
  return () => {
    if (set.delete(own) && !set.size) listeners.delete(event);
  };
}
function iterate(listeners, event, { signal, limit = 1e3 } = {}) {
  const waiting = [];
  let over = false;
  let error;
  let wake;
  const end = (why) => {
    over = true;
    error = why;
    stop();
    stopWatching();
    signal?.removeEventListener("abort", abort);
    wake?.();
  };
  const abort = () => end();
  const stopWatching = listen(listeners, "state", ({ status, reason }) => {
    if (status === "closed")
      end(reason === "client" ? void 0 : failure("closed", reason));
  });
  const stop = listen(listeners, event, (params) => {
    if (waiting.push(params) > limit) end(failure("overflow", event));
    wake?.();
  });
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) end();
  return (async function* () {
    try {
      for (; ; ) {
        while (waiting.length) yield waiting.shift();
        if (error) throw error;
        if (over) return;
        await new Promise((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      end();
    }
  })();
}

// client/src/positions.ts
var most = 1e3;
function note(positions, { topic, epoch, offset }) {
  positions.set(topic, { topic, epoch, offset });
}
function noteTopics(positions, topics) {
  return topics.filter((t) => {
    const at = positions.get(t.topic);
    const gone = t.recovered === false;
    if (/forbid|unk/.test(t.reason)) positions.delete(t.topic);
    else if (at ? gone || at.epoch !== t.epoch : positions.size < most) note(positions, t);
    return gone;
  });
}
function ahead(positions, event) {
  const at = positions.get(event.topic);
  if (!at) return 1;
  const by = at.epoch === event.epoch ? event.offset - at.offset : 1;
  if (by === 1) note(positions, event);
  return by;
}

// client/src/schema.ts
var protocol = "prepwire.v1";

// client/src/wake.ts
var sleepers = /* @__PURE__ */ new Set();
for (const event of ["online", "visibilitychange"]) {
  globalThis.addEventListener?.(event, () => {
    if (globalThis.document?.visibilityState !== "hidden") for (const wake of [...sleepers]) wake();
  });
}

// client/src/client.ts
var finalCodes = {
  4001: "token_expired",
  4003: "token_invalid",
  4009: "replaced",
  4100: "auth_timeout"
};
var patienceMs = 15e3;
var stableMs = 5e3;
function createClient(options) {
  const {
    reconnect: { minDelayMs = 500, maxDelayMs = 3e4 } = {},
    queue: { maxCalls = 1e3, maxBytes = 1 << 20 } = {},
    positions = /* @__PURE__ */ new Map(),
    device,
    debug,
    heartbeat = 2e4,
    timeoutMs: patience = 7e4
  } = options;
  let { token } = options;
  const listeners = /* @__PURE__ */ new Map();
  const sent = /* @__PURE__ */ new Map();
  let queue = /* @__PURE__ */ new Set();
  const timers = /* @__PURE__ */ new Set();
  let state = { status: "idle", attempt: 0 };
  let socket;
  let turn = 0;
  let renewing = 0;
  let attempt = 0;
  let notBefore = 0;
  let held = 0;
  let heard = 0;
  let refusals = 0;
  function become(next) {
    state = { ...next, attempt };
    emit(listeners, "state", state);
  }
  function later(what, ms) {
    const timer = setTimeout(() => {
      timers.delete(timer);
      what();
    }, ms);
    timers.add(timer);
  }
  function connect() {
    if (!/idle|closed/.test(state.status)) return;
    attempt = notBefore = refusals = 0;
    sleepers.add(wake);
    open();
  }
  async function open() {
    detach();
    const mine = turn;
    later(() => lose("timeout"), patienceMs);
    become({ status: "connecting" });
    try {
      const bearer = typeof token === "function" ? await token() : token;
      if (mine === turn) dial(bearer);
    } catch (error) {
      if (mine === turn) lose("token_failed", `${error}`);
    }
  }
  function dial(bearer) {
    let detail;
    if (!/^[\w.~+-]+$/.test(bearer)) return stop("token_invalid");
    try {
      const Socket = options.WebSocket ?? WebSocket;
      socket = new Socket(options.url, [protocol, `bearer.${bearer}`]);
    } catch (error) {
      return stop("unsupported", `${error}`);
    }
    socket.onopen = () => {
      if (socket?.protocol !== protocol) return stop("wrong_protocol");
      own("session.resume", { device, resume: [...positions.values()] }, (error, session) => {
        if (!error) greeted(session);
        else if (error.code) refused(error);
      });
    };
    socket.onmessage = (event) => receive(event.data);
    socket.onerror = (event) => {
      detail = event.message;
    };
    socket.onclose = (event) => closed(event.code, event.reason || detail);
  }
  function greeted(session) {
    if (!session.topics) return stop("wrong_protocol");
    clear();
    refusals = 0;
    later(() => {
      attempt = 0;
    }, stableMs);
    beat();
    become({ status: "open", session });
    pump();
  }
  function refused({ code, message, data }) {
    if (code === -32001) closed(4003, message);
    else if (data.retryable) {
      notBefore = after(data.retryAfterMs);
      lose("draining", message);
    } else stop("wrong_protocol", message);
  }
  function clear() {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  }
  function detach() {
    turn++;
    clear();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.onerror = () => {
    };
    socket.close();
    socket = void 0;
  }
  function closed(code, detail) {
    const final = finalCodes[code];
    if (final && (code > 4003 || refusals++ || typeof token === "string"))
      return stop(final, detail, code);
    lose(final ?? (state.session ? "lost" : "unreachable"), detail, code);
  }
  function lose(reason, detail, code) {
    const again = [...sent.values()].filter((c) => c.b.resend ?? repeatable.test(c.method));
    queue = /* @__PURE__ */ new Set([...again, ...queue]);
    const delay = Math.random() * Math.min(maxDelayMs, minDelayMs * 2 ** attempt++);
    const retryAt = Math.max(Date.now() + delay, notBefore);
    leave(
      { status: "reconnecting", reason, code, detail, retryAt },
      (c) => failure("connection_lost", c.method)
    );
    if (state.retryAt === retryAt) later(open, retryAt - Date.now());
  }
  function stop(reason, detail, code) {
    sleepers.delete(wake);
    for (const call2 of queue) sent.set(call2.id, call2);
    queue.clear();
    leave({ status: "closed", reason, code, detail }, () => failure("closed", reason));
  }
  function leave(next, why) {
    const calls = [...sent.values()];
    sent.clear();
    detach();
    become(next);
    for (const call2 of calls) {
      clearTimeout(call2.d);
      if (!queue.has(call2)) call2.a(why(call2));
    }
  }
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
  function ping() {
    const at = Date.now();
    own("system.ping", {}, () => {
    });
    later(() => heard < at && lose("timeout"), heartbeat / 2 || patienceMs);
  }
  function renew(expiresAt) {
    renewing = turn;
    const left = Math.min(Math.max(Date.parse(expiresAt) - Date.now() || 0, 1e3), 6e4);
    later(
      async () => {
        const mine = turn;
        try {
          const next = typeof token === "function" ? await token() : (await call("session.renew")).token;
          renewing = 0;
          const session = await call("session.authenticate", {
            token: next,
            device
          });
          if (typeof token === "string") token = next;
          if (mine === turn) become({ status: "open", session });
        } catch {
          if (mine === turn) renew(expiresAt);
        }
      },
      left * Math.random() / 2
    );
  }
  function transmit(call2) {
    const { timeoutMs = patience } = call2.b;
    sent.set(call2.id, call2);
    if (timeoutMs)
      call2.d = setTimeout(() => cancel(call2, failure("timeout", call2.method)), timeoutMs);
    debug?.("call", call2.method);
    socket?.send(call2.e);
  }
  function pump() {
    const { inFlight, frameBytes } = state.session?.limits ?? {};
    for (const call2 of queue) {
      if (!socket || !state.session || sent.size >= (inFlight || 1e9)) return;
      const wait = Math.max(held - Date.now(), socket.bufferedAmount > 1 << 20 ? 50 : 0);
      if (wait > 0) return later(pump, wait);
      queue.delete(call2);
      if (call2.c > (frameBytes || 1e9)) call2.a(failure("message_too_large", call2.method));
      else transmit(call2);
    }
  }
  function own(method, params, settle) {
    transmit(createCall(method, params, { timeoutMs: 0, resend: false }, settle));
  }
  function cancel(call2, error) {
    if (!queue.delete(call2) && sent.delete(call2.id))
      socket?.send(encode("$/cancelRequest", { id: call2.id }));
    call2.a(error);
    pump();
  }
  function call(method, params = {}, callOptions = {}) {
    const { signal, onProgress } = callOptions;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (state.status === "idle") connect();
      if (state.status === "closed") throw failure("closed", state.reason);
      const abort = () => cancel(made, signal?.reason);
      let deaf;
      const made = createCall(method, params, callOptions, (error, result) => {
        clearTimeout(made.d);
        if (!error && method === "contest.leave") positions.delete(`contest:${params.contestId}`);
        signal?.removeEventListener("abort", abort);
        deaf?.();
        error ? reject(error) : resolve(result);
      });
      let { c: bytes } = made;
      if (callOptions.queue === false && !state.session) throw failure("not_connected", method);
      for (const other of queue) bytes += other.c;
      if (queue.size && (queue.size >= maxCalls || bytes > maxBytes))
        throw failure("queue_full", method);
      signal?.addEventListener("abort", abort);
      deaf = onProgress && listen(listeners, `$/progress${made.id}`, onProgress);
      if (queue.add(made).size === 1) pump();
    });
  }
  function receive(data) {
    heard = Date.now();
    try {
      const message = JSON.parse(data);
      if (message.jsonrpc === "2.0")
        return message.method ? notified(message.method, message.params ?? {}) : replied(message);
    } catch {
    }
    debug?.("malformed", data);
    if (!state.session) stop("wrong_protocol");
  }
  function replied({ id, result, error }) {
    const call2 = sent.get(id);
    if (!call2) return;
    sent.delete(id);
    if (result == null) refuse(call2, error ?? {});
    else {
      const { topics } = result;
      if (Array.isArray(topics))
        for (const gone of noteTopics(positions, topics))
          emit(listeners, "snapshot", { ...gone, kind: gone.topic.split(":")[0] });
      call2.a(void 0, result);
    }
    pump();
  }
  function refuse(call2, { code, message, data }) {
    const error = new PrepwireError(
      message,
      { reason: "protocol_error", retryable: false, ...data },
      code
    );
    const { scope, retryAfterMs = 0 } = error.data;
    if (call2.b.resend !== false && retryAfterMs < 6e4 && /^LIMIT_(CALLS|WAIT)/.test(scope)) {
      clearTimeout(call2.d);
      held = after(retryAfterMs + 1e3);
      queue = new Set([...queue, call2].sort((a, b) => a.id - b.id));
    } else call2.a(error);
  }
  function notified(method, params) {
    if (!/\W/.test(method)) return;
    const meta = params._meta;
    const by = meta ? ahead(positions, meta) : 1;
    if (by < 1) return;
    if (by > 1) return lose("behind");
    if (method === "session.draining") notBefore = after(params.reconnectAfterMs);
    if (method === "session.expiring" && renewing !== turn) renew(params.expiresAt);
    emit(listeners, method, params);
    emit(listeners, method + params.token, params);
  }
  const core = {
    call,
    on: (event, listener) => listen(listeners, event, listener),
    events: (event, o) => iterate(listeners, event, o),
    connect,
    close: () => stop("client"),
    subscribe: (watch) => listen(listeners, "state", watch),
    getSnapshot: () => state
  };
  if (options.connect !== false) connect();
  return tree(
    core,
    (namespace) => tree({}, (name) => (params, o) => call(`${namespace}.${name}`, params, o))
  );
}
function after(ms) {
  return Date.now() + Math.min(+ms || 0, 1e9);
}
function tree(members, make) {
  return new Proxy(members, {
    get(_, name) {
      if (typeof name === "string" && name !== "then") members[name] ??= make(name);
      return members[name];
    }
  });
}
export {
  PrepwireError,
  createClient,
  isPrepwireError
};
