// extension/src/pages/elements.ts
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}
function say(id, text) {
  const at = byId(id);
  if (at.textContent !== text) at.textContent = text;
  at.hidden = !text;
}

// client/dist/index.js
function after(ms) {
  return Date.now() + Math.min(+ms || 0, 1e9);
}
var keyed = /\.(cr|gen|reg|send|start)/;
var repeatable = /\.([gijlmt]|ai|cr|di|he|p[eir]|re[cfgqs]|revi|s[^c]|un)/;
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
var finalCodes = {
  4001: "token_expired",
  4003: "token_invalid",
  4009: "replaced",
  4100: "auth_timeout"
};
var PrepwireError = class extends Error {
  /** Makes an error, as the client does; made by hand it is of use in tests. */
  constructor(message, data, code = 0) {
    super(message), this.name = "PrepwireError", this.reason = data.reason, this.code = code, this.data = data;
  }
};
function failure(reason, what, retryable = true) {
  return new PrepwireError(`${reason}: ${what}`, { reason, retryable });
}
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
    for (let stop of stops2) stop();
    wake?.();
  }, abort = () => end(true), look = ({ status, reason }) => {
    status === "closed" && end(reason === "client" || failure(status, reason, false));
  }, stops2 = [
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
        if (over === true) return;
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
function note(positions, { topic, epoch, offset }) {
  positions.set(topic, { topic, epoch, offset });
}
function noteTopics(positions, topics) {
  return topics?.filter?.((t) => {
    let at = positions.get(t.topic), gone = t.recovered === false;
    return gone && !t.snapshot ? positions.delete(t.topic) : (at ? gone || at.epoch !== t.epoch : positions.size < 1e3) && note(positions, t), gone;
  }) ?? [];
}
function ahead(positions, event) {
  let at = positions.get(event.topic);
  if (!at) return 1;
  let by = at.epoch === event.epoch ? event.offset - at.offset : 1;
  return by === 1 && note(positions, event), by;
}
var protocol = "prepwire.v1";
function tree(members, make) {
  return new Proxy(members, {
    get(_, name) {
      return typeof name == "string" && name !== "then" && (members[name] ??= make(name)), members[name];
    }
  });
}
var sleepers = /* @__PURE__ */ new Set();
for (let event of ["online", "visibilitychange"])
  globalThis.addEventListener?.(event, () => {
    for (let wake of [...sleepers]) wake();
  });
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
    return state.status === "closed" && failure("closed", state.detail || state.reason, false);
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
      queue.delete(call2), call2.c > (limits.frameBytes || 1e9) ? call2.a(failure("message_too_large", call2.method, false)) : transmit(call2);
    }
  }
  function requeue(calls) {
    for (let call2 of calls) clearTimeout(call2.d);
    queue = new Set([...queue, ...calls].sort((a, b) => a.id - b.id));
  }
  function own(method, params, settle = () => {
  }) {
    transmit(createCall(method, params, { timeoutMs: 0, resend: false }, settle));
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
      if (callOptions.queue === false && !state.session) throw failure("not_connected", method);
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
      { reason: "protocol_error", retryable: false, ...data?.reason?.trim && data },
      code
    ), { scope, retryAfterMs = 0 } = error.data;
    call2.b.resend !== false && retryAfterMs < 6e4 && /^LIMIT_(CALLS|WAIT)/.test(scope) ? (held = after(retryAfterMs + 1e3), requeue([call2])) : call2.a(error);
  }
  function notified(method, params) {
    if (!/\W/.test(method)) return;
    let meta = params._meta, by = meta ? ahead(positions, meta) : 1;
    if (!(by < 1)) {
      if (by > 1) return lose("behind");
      method === "session.draining" && (notBefore = after(params.reconnectAfterMs)), method === "session.expiring" && renewing !== turn && renew(params.expiresAt), emit(listeners, method, params), tell(() => sent.get(params.token)?.b.onProgress?.(params));
    }
  }
  return options.connect !== false && connect(), tree(
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

// extension/src/words.ts
var waits = {
  unreachable: "The gateway cannot be reached, or does not let this extension in.",
  draining: "The gateway restarts.",
  token_failed: "The token could not be renewed."
};
var stops = {
  token_expired: "The token has expired. Enter a new one.",
  token_invalid: "The token is not valid, or was revoked. Enter a new one.",
  auth_timeout: "The gateway waited for a token in vain. Enter a new one.",
  wrong_protocol: "What answers at this address is no Prepwire gateway.",
  unsupported: "The address is not valid.",
  replaced: "You opened more connections than are allowed, and this one was closed."
};
function sayConnection({ status, reason = "", name }) {
  switch (status) {
    case "unset":
      return "Enter the gateway's address and your token in the settings.";
    case "open":
      return name ? `Connected as ${name}.` : "Connected.";
    case "connecting":
      return "Connecting …";
    case "reconnecting":
      return `${waits[reason] ?? "The connection broke."} Trying again …`;
    case "closed":
      return stops[reason] ?? "Not connected.";
  }
}

// extension/src/pages/probe.ts
var patienceMs = 1e4;
async function probe(url, token) {
  const state = await tried(url, token);
  if (state.status === "open")
    return { good: true, text: `It works. You are ${state.session?.name || "known"} there.` };
  if (state.status === "closed")
    return { good: false, text: sayConnection({ status: "closed", reason: state.reason ?? "" }) };
  if (state.reason === "draining")
    return { good: false, text: "The gateway is busy or restarts. Try again in a moment." };
  return { good: false, text: await whyUnreachable(url) };
}
function tried(url, token) {
  return new Promise((resolve) => {
    const client = createClient({ url, token, device: "extension settings", connect: false });
    const done = (state) => {
      clearTimeout(timer);
      stop();
      client.close();
      resolve(state);
    };
    const timer = setTimeout(() => done(client.getSnapshot()), patienceMs);
    const stop = client.on("state", (state) => {
      if (state.status !== "connecting") done(state);
    });
    client.connect();
  });
}
async function whyUnreachable(address) {
  const { host, origin } = new URL(address.replace(/^ws/, "http"));
  if (await opens(address)) return sayConnection({ status: "closed", reason: "wrong_protocol" });
  const patient = () => AbortSignal.timeout(patienceMs / 2);
  try {
    await fetch(origin, { mode: "no-cors", signal: patient(), credentials: "omit" });
  } catch {
    return `Nothing answers at ${host}. Is the address right, and the gateway running?`;
  }
  try {
    const health = await fetch(`${origin}/healthz`, { signal: patient(), credentials: "omit" });
    if (typeof (await health.json()).status === "string")
      return "The gateway is there, but not at this path. Usually it is /ws.";
    return "What answers at this address is no Prepwire gateway.";
  } catch {
    return `${host} answers, but does not let this extension in. If it is a Prepwire gateway, its ALLOWED_ORIGINS has to hold ${location.origin}.`;
  }
}
function opens(url) {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const done = (opened) => {
      clearTimeout(timer);
      socket.close();
      resolve(opened);
    };
    const timer = setTimeout(() => done(false), patienceMs);
    socket.onopen = () => done(true);
    socket.onclose = () => done(false);
  });
}

// extension/src/settings.ts
async function readSettings() {
  const { url, token } = await chrome.storage.local.get(["url", "token"]);
  const settings = {};
  if (typeof url === "string") settings.url = url;
  if (typeof token === "string") settings.token = token;
  return settings;
}
var here = /^(localhost|127(\.\d+){3}|\[::1\])$/;
function judgeUrl(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    return { fault: "This is no address. It looks like wss://prep.example.org/ws." };
  }
  if (!/^wss?:$/.test(url.protocol)) return { fault: "The address begins with wss:// or ws://." };
  if (!url.hostname) return { fault: "The address has no host." };
  if (url.username || url.password)
    return { fault: "The address may not hold a name or password." };
  if (url.hash) return { fault: "The address may not hold a #." };
  if (url.protocol === "ws:" && !here.test(url.hostname))
    return { warning: "With ws:// everybody on the way can read the token. Use wss://." };
  return {};
}
function judgeToken(token) {
  if (!token) return "A token is needed.";
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token))
    return "This is no token: it has three parts of letters and digits with dots between.";
  return void 0;
}

// extension/src/options.ts
var urlField = byId("url");
var tokenField = byId("token");
async function wanted() {
  const kept = await readSettings();
  const url = urlField.value.trim();
  const token = tokenField.value.trim() || kept.token || "";
  const { fault = "", warning = "" } = judgeUrl(url);
  const tokenFault = judgeToken(token) ?? "";
  say("url-fault", fault);
  say("url-note", warning);
  say("token-fault", tokenFault);
  urlField.setAttribute("aria-invalid", `${!!fault}`);
  tokenField.setAttribute("aria-invalid", `${!!tokenFault}`);
  if (!fault && !tokenFault) return { url, token };
  (fault ? urlField : tokenField).focus();
  outcome("Nothing was saved or tried.", "fault");
  return void 0;
}
function outcome(text, className = "") {
  byId("outcome").className = className;
  byId("outcome").textContent = text;
}
async function show() {
  const { url = "", token } = await readSettings();
  urlField.value = url;
  tokenField.value = "";
  tokenField.placeholder = token ? "A token is saved. Type another one to replace it." : "";
}
byId("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const settings = await wanted();
  if (!settings) return;
  await chrome.storage.local.set(settings);
  await show();
  outcome("Saved.", "good");
});
byId("test").addEventListener("click", async () => {
  const button = byId("test");
  button.disabled = true;
  outcome("Testing …");
  const settings = await wanted();
  if (settings) {
    const { good, text } = await probe(settings.url, settings.token);
    outcome(text, good ? "good" : "fault");
  }
  button.disabled = false;
  if (settings) button.focus();
});
byId("clear").addEventListener("click", async () => {
  await Promise.all([chrome.storage.local.clear(), chrome.storage.session.clear()]);
  await show();
  outcome("Address, token and all else are forgotten.", "good");
});
byId("origin").textContent = location.origin;
show();
