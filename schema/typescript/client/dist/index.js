// client/src/after.ts
function after(ms) {
  return Date.now() + Math.min(+ms || 0, 1e9);
}

// client/src/resend.ts
var keyed = /\.(cr|gen|reg|send|start)/, repeatable = /\.([gijlmt]|ai|cr|di|he|p[eir]|re[cfgqs]|revi|s[^c]|un)/;

// client/src/calls.ts
var lastId = 0;
function encode(method, params, id) {
  return JSON.stringify({ jsonrpc: "2.0", method, params, id });
}
function createCall(method, params, wishes, settle) {
  let id = ++lastId, { onProgress } = wishes, key = wishes.idempotencyKey ?? (keyed.test(method) ? `${Math.random()}` : void 0), meta = (key || onProgress) && {
    _meta: { idempotencyKey: key, progressToken: onProgress && id, ...params._meta }
  }, frame = encode(method, { ...params, ...meta }, id);
  return { id, method, b: wishes, e: frame, c: new TextEncoder().encode(frame).length, a: settle };
}

// client/src/closecodes.ts
var finalCodes = {
  4001: "token_expired",
  4003: "token_invalid",
  4009: "replaced",
  4100: "auth_timeout"
};

// client/src/errors.ts
var PrepwireError = class extends Error {
  /** Makes an error, as the client does; made by hand it is of use in tests. */
  constructor(message, data, code = 0) {
    super(message), this.name = "PrepwireError", this.reason = data.reason, this.code = code, this.data = data;
  }
};
function isPrepwireError(error) {
  return error instanceof PrepwireError;
}
function failure(reason, what, retryable = !0) {
  return new PrepwireError(`${reason}: ${what}`, { reason, retryable });
}

// client/src/emitter.ts
function tell(listener, params) {
  try {
    listener(params);
  } catch (error) {
    console.error(error);
  }
}
function emit(listeners, event, params) {
  for (let [name, listener] of [...listeners]) name === event && tell(listener, params);
}
function listen(listeners, event, listener) {
  let own = [event, listener];
  return listeners.add(own), () => {
    listeners.delete(own);
  };
}
function iterate(listeners, event, state, { signal, limit = 1e3 } = {}) {
  let waiting = [], over, wake, end = (why) => {
    over ??= why;
    for (let stop of stops) stop();
    wake?.();
  }, abort = () => end(!0), look = ({ status, reason }) => {
    status === "closed" && end(reason === "client" || failure(status, reason, !1));
  }, stops = [
    listen(listeners, event, (params) => {
      waiting.push(params) > limit && end(failure("overflow", event)), wake?.();
    }),
    listen(listeners, "state", look),
    () => signal?.removeEventListener("abort", abort)
  ];
  return signal?.addEventListener("abort", abort), signal?.aborted && abort(), look(state), (async function* () {
    try {
      for (; ; ) {
        for (; waiting.length; ) yield waiting.shift();
        if (over === !0) return;
        if (over) throw over;
        await new Promise((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      abort();
    }
  })();
}

// client/src/positions.ts
function note(positions, { topic, epoch, offset }) {
  positions.set(topic, { topic, epoch, offset });
}
function noteTopics(positions, topics) {
  return topics?.filter?.((t) => {
    let at = positions.get(t.topic), gone = t.recovered === !1;
    return gone && !t.snapshot ? positions.delete(t.topic) : (at ? gone || at.epoch !== t.epoch : positions.size < 1e3) && note(positions, t), gone;
  }) ?? [];
}
function ahead(positions, event) {
  let at = positions.get(event.topic);
  if (!at) return 1;
  let by = at.epoch === event.epoch ? event.offset - at.offset : 1;
  return by === 1 && note(positions, event), by;
}

// client/src/schema.ts
var protocol = "prepwire.v1";

// client/src/tree.ts
function tree(members, make) {
  return new Proxy(members, {
    get(_, name) {
      return typeof name == "string" && name !== "then" && (members[name] ??= make(name)), members[name];
    }
  });
}

// client/src/wake.ts
var sleepers = /* @__PURE__ */ new Set();
for (let event of ["online", "visibilitychange"])
  globalThis.addEventListener?.(event, () => {
    for (let wake of [...sleepers]) wake();
  });

// client/src/client.ts
function createClient(options) {
  let {
    reconnect: { minDelayMs = 500, maxDelayMs = 3e4 } = {},
    queue: { maxCalls = 1e3, maxBytes = 1 << 20 } = {},
    positions = /* @__PURE__ */ new Map(),
    device,
    debug,
    heartbeat = 2e4,
    timeoutMs: patience = 7e4
  } = options, listeners = /* @__PURE__ */ new Set(), sent = /* @__PURE__ */ new Map(), queue = /* @__PURE__ */ new Set(), timers = /* @__PURE__ */ new Set(), state = { status: "idle", attempt: 0 }, socket, turn = 0, renewing, attempt = 0, notBefore, held = 0, heard, refusals, token = options.token;
  function become(next) {
    state = { ...next, attempt }, emit(listeners, "state", state);
  }
  function later(what, ms) {
    let timer = setTimeout(() => {
      timers.delete(timer), what();
    }, ms);
    timers.add(timer);
  }
  function connect() {
    /idle|closed/.test(state.status) && (attempt = notBefore = refusals = 0, sleepers.add(wake), open());
  }
  async function open() {
    detach();
    let mine = turn;
    later(() => lose("timeout"), 15e3), become({ status: "connecting" });
    try {
      let bearer = await (token.call ? token() : token);
      mine === turn && dial(bearer);
    } catch (error) {
      mine === turn && lose("token_failed", `${error}`);
    }
  }
  function dial(bearer) {
    let detail;
    if (!/^[\w.~+-]+$/.test(bearer)) return stop("token_invalid");
    try {
      let Socket = options.WebSocket ?? WebSocket;
      socket = new Socket(options.url, [protocol, `bearer.${bearer}`]);
    } catch (error) {
      return stop("unsupported", `${error}`);
    }
    socket.onopen = () => {
      if (socket?.protocol !== protocol) return stop("wrong_protocol");
      own("session.resume", { device, resume: [...positions.values()] }, greeted);
    }, socket.onmessage = receive, socket.onerror = (event) => {
      detail = event.message;
    }, socket.onclose = (event) => closed(event.code, event.reason || detail);
  }
  function greeted(error, session) {
    let { code, message, data } = error ?? {};
    if (code === -32001) return closed(4003, message);
    if (code && data?.retryable)
      return notBefore = after(data.retryAfterMs), lose("draining", message);
    if (socket) {
      if (!session?.limits) return stop("wrong_protocol", message);
      clear(), refusals = 0, later(() => {
        attempt = 0;
      }, 5e3), beat(), become({ status: "open", session }), pump();
    }
  }
  function clear() {
    for (let timer of timers) clearTimeout(timer);
    timers.clear();
  }
  function detach() {
    turn++, clear(), socket && (socket.onopen = socket.onmessage = socket.onclose = socket.onerror = () => {
    }, socket.close(), socket = void 0);
  }
  function closed(code, detail) {
    let final = finalCodes[code];
    if (final && (code > 4003 || refusals++ || !token.call)) return stop(final, detail, code);
    lose(final ?? (state.session ? "lost" : "unreachable"), detail, code);
  }
  function lose(reason, detail, code) {
    let delay = Math.random() * Math.min(maxDelayMs, minDelayMs * 2 ** attempt++), retryAt = Math.max(Date.now() + delay, notBefore);
    leave(
      { status: "reconnecting", reason, code, detail, retryAt },
      [...sent.values()].filter((c) => c.b.resend ?? repeatable.test(c.method))
    ), state.retryAt === retryAt && later(open, retryAt - Date.now());
  }
  function stop(reason, detail, code) {
    sleepers.delete(wake), leave({ status: "closed", reason, code, detail });
  }
  function over() {
    return state.status === "closed" && failure("closed", state.detail || state.reason, !1);
  }
  function leave(next, again) {
    let calls = [...queue, ...sent.values()];
    sent.clear(), again ? requeue(again) : queue = /* @__PURE__ */ new Set(), detach(), become(next);
    for (let call2 of calls)
      queue.has(call2) || call2.a(over() || failure("connection_lost", call2.method));
  }
  function wake() {
    state.session ? ping() : state.retryAt && Date.now() >= notBefore && open();
  }
  function beat() {
    heartbeat && later(() => {
      ping(), beat();
    }, heartbeat);
  }
  function ping() {
    let at = Date.now();
    own("system.ping", {}), later(() => heard < at && lose("timeout"), heartbeat / 2 || 15e3);
  }
  function renew(expiresAt) {
    renewing = turn;
    let left = Math.min(Math.max(Date.parse(expiresAt) - Date.now() || 0, 1e3), 6e4);
    later(
      async () => {
        let mine = turn;
        try {
          let next = token.call ? await token() : (await call("session.renew")).token;
          renewing = 0;
          let session = await call("session.authenticate", { token: next, device });
          token.call || (token = next), mine === turn && become({ status: "open", session });
        } catch {
          mine === turn && renew(expiresAt);
        }
      },
      left * Math.random() / 2
    );
  }
  function transmit(call2) {
    let { timeoutMs = patience } = call2.b;
    sent.set(call2.id, call2), timeoutMs && (call2.d = setTimeout(() => cancel(call2, failure("timeout", call2.method)), timeoutMs)), debug?.("call", call2.method), socket?.send(call2.e);
  }
  function pump() {
    for (let call2 of queue) {
      let limits = state.session?.limits;
      if (!limits || sent.size >= (limits.inFlight || 1e9)) return;
      let wait = Math.max(
        held - Date.now(),
        socket.bufferedAmount > 1 << 20 ? 50 : 0
      );
      if (wait > 0) return later(pump, wait);
      queue.delete(call2), call2.c > (limits.frameBytes || 1e9) ? call2.a(failure("message_too_large", call2.method, !1)) : transmit(call2);
    }
  }
  function requeue(calls) {
    for (let call2 of calls) clearTimeout(call2.d);
    queue = new Set([...queue, ...calls].sort((a, b) => a.id - b.id));
  }
  function own(method, params, settle = () => {
  }) {
    transmit(createCall(method, params, { timeoutMs: 0, resend: !1 }, settle));
  }
  function cancel(call2, error) {
    !queue.delete(call2) && sent.delete(call2.id) && socket?.send(encode("$/cancelRequest", { id: call2.id })), call2.a(error), pump();
  }
  function call(method, params = {}, callOptions = {}) {
    let { signal } = callOptions;
    return new Promise((resolve, reject) => {
      if (signal?.throwIfAborted(), state.status === "idle" && connect(), over()) throw over();
      let abort = () => cancel(made, signal?.reason), made = createCall(method, params, callOptions, (error, result) => {
        clearTimeout(made.d), !error && method === "contest.leave" && positions.delete(`contest:${params.contestId}`), signal?.removeEventListener("abort", abort), error ? reject(error) : resolve(result);
      }), { c: bytes } = made;
      if (callOptions.queue === !1 && !state.session) throw failure("not_connected", method);
      for (let other of queue) bytes += other.c;
      if (queue.size && (queue.size >= maxCalls || bytes > maxBytes))
        throw failure("queue_full", method);
      signal?.addEventListener("abort", abort), queue.add(made).size === 1 && pump();
    });
  }
  function receive({ data }) {
    heard = Date.now();
    try {
      let message = JSON.parse(data);
      if (message.jsonrpc === "2.0") {
        if (!message.method) return replied(message);
        if (state.session) return notified(message.method, message.params ?? {});
      }
    } catch {
    }
    debug?.("malformed", data), state.session || stop("wrong_protocol");
  }
  function replied({ id, result, error }) {
    let [only, other] = sent.values(), call2 = error && id == null && !other ? only : sent.get(id);
    if (call2) {
      sent.delete(call2.id);
      try {
        for (let gone of noteTopics(positions, result.topics))
          emit(listeners, "snapshot", { ...gone, kind: gone.topic.split(":")[0] });
        call2.a(void 0, result);
      } catch {
        refuse(call2, error ?? {});
      }
      pump();
    }
  }
  function refuse(call2, { code, message, data }) {
    let error = new PrepwireError(
      message?.trim ? message : call2.method,
      // Without a reason it is of another protocol.
      { reason: "protocol_error", retryable: !1, ...data?.reason?.trim && data },
      code
    ), { scope, retryAfterMs = 0 } = error.data;
    call2.b.resend !== !1 && retryAfterMs < 6e4 && /^LIMIT_(CALLS|WAIT)/.test(scope) ? (held = after(retryAfterMs + 1e3), requeue([call2])) : call2.a(error);
  }
  function notified(method, params) {
    if (!/\W/.test(method)) return;
    let meta = params._meta, by = meta ? ahead(positions, meta) : 1;
    if (!(by < 1)) {
      if (by > 1) return lose("behind");
      method === "session.draining" && (notBefore = after(params.reconnectAfterMs)), method === "session.expiring" && renewing !== turn && renew(params.expiresAt), emit(listeners, method, params), tell(() => sent.get(params.token)?.b.onProgress?.(params));
    }
  }
  return options.connect !== !1 && connect(), tree(
    {
      call,
      on: (event, listener) => listen(listeners, event, listener),
      events: (event, o) => iterate(listeners, event, state, o),
      connect,
      close: () => stop("client"),
      subscribe: (watch) => listen(listeners, "state", watch),
      getSnapshot: () => state
    },
    (namespace) => tree(
      {},
      (name) => (params, o) => call(`${namespace}.${name}`, params, o)
    )
  );
}
export {
  PrepwireError,
  createClient,
  isPrepwireError
};
