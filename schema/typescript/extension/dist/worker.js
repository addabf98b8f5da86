// extension/src/settings.ts
var protectSettings = () => chrome.storage.local.setAccessLevel({ accessLevel: "TRUSTED_CONTEXTS" });
async function readSettings() {
  const { url, token } = await chrome.storage.local.get(["url", "token"]);
  const settings = {};
  if (typeof url === "string") settings.url = url;
  if (typeof token === "string") settings.token = token;
  return settings;
}
var renewed = [];
async function renewToken(before, after2) {
  if ((await readSettings()).token !== before) return;
  renewed.push(after2);
  if (renewed.length > 10) renewed.shift();
  await chrome.storage.local.set({ token: after2 });
}
var isRenewed = (token) => renewed.includes(token);
async function extensionId() {
  const { extensionId: extensionId2 } = await chrome.storage.local.get("extensionId");
  if (typeof extensionId2 === "string" && extensionId2) return extensionId2;
  const made2 = `chrome-${crypto.randomUUID()}`;
  await chrome.storage.local.set({ extensionId: made2 });
  return made2;
}

// extension/src/parts.ts
var titles = {
  stem: "The question",
  options: "Options",
  strategy: "How to go about it",
  steps: "Steps",
  pitfalls: "Mistakes to avoid"
};
var isPart = (name) => Object.hasOwn(titles, name);

// extension/src/view.ts
async function read(...keys) {
  return await chrome.storage.session.get(keys);
}
var write = (change2) => chrome.storage.session.set(change2);

// client/dist/index.js
function after(ms) {
  return Date.now() + Math.min(+ms || 0, 1e9);
}
var keyed = /\.(cr|gen|reg|send|start)/;
var repeatable = /\.([gijlmt]|ai|cr|di|he|p[eir]|re[cfgqs]|revi|s[^c]|un)/;
var lastId = 0;
function encode(method, params, id2) {
  return JSON.stringify({ jsonrpc: "2.0", method, params, id: id2 });
}
function createCall(method, params, wishes, settle) {
  let id2 = ++lastId, { onProgress } = wishes, key = wishes.idempotencyKey ?? (keyed.test(method) ? `${Math.random()}` : void 0), meta = (key || onProgress) && {
    _meta: { idempotencyKey: key, progressToken: onProgress && id2, ...params._meta }
  }, frame = encode(method, { ...params, ...meta }, id2);
  return { id: id2, method, b: wishes, e: frame, c: new TextEncoder().encode(frame).length, a: settle };
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
function isPrepwireError(error) {
  return error instanceof PrepwireError;
}
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
  }, abort = () => end(true), look2 = ({ status, reason }) => {
    status === "closed" && end(reason === "client" || failure(status, reason, false));
  }, stops2 = [
    listen(listeners, event, (params) => {
      waiting.push(params) > limit && end(failure("overflow", event)), wake?.();
    }),
    listen(listeners, "state", look2),
    () => signal?.removeEventListener("abort", abort)
  ];
  return signal?.addEventListener("abort", abort), signal?.aborted && abort(), look2(state), (async function* () {
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
      let bearer2 = await (token.call ? token() : token);
      mine === turn && dial(bearer2);
    } catch (error) {
      mine === turn && lose("token_failed", `${error}`);
    }
  }
  function dial(bearer2) {
    let detail;
    if (!/^[\w.~+-]+$/.test(bearer2)) return stop("token_invalid");
    try {
      let Socket = options.WebSocket ?? WebSocket;
      socket = new Socket(options.url, [protocol, `bearer.${bearer2}`]);
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
    let left2 = Math.min(Math.max(Date.parse(expiresAt) - Date.now() || 0, 1e3), 6e4);
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
      left2 * Math.random() / 2
    );
  }
  function transmit(call2) {
    let { timeoutMs = patience } = call2.b;
    sent.set(call2.id, call2), timeoutMs && (call2.d = setTimeout(() => cancel2(call2, failure("timeout", call2.method)), timeoutMs)), debug?.("call", call2.method), socket?.send(call2.e);
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
  function cancel2(call2, error) {
    !queue.delete(call2) && sent.delete(call2.id) && socket?.send(encode("$/cancelRequest", { id: call2.id })), call2.a(error), pump();
  }
  function call(method, params = {}, callOptions = {}) {
    let { signal } = callOptions;
    return new Promise((resolve, reject) => {
      if (signal?.throwIfAborted(), state.status === "idle" && connect(), over()) throw over();
      let abort = () => cancel2(made2, signal?.reason), made2 = createCall(method, params, callOptions, (error, result) => {
        clearTimeout(made2.d), !error && method === "contest.leave" && positions.delete(`contest:${params.contestId}`), signal?.removeEventListener("abort", abort), error ? reject(error) : resolve(result);
      }), { c: bytes } = made2;
      if (callOptions.queue === false && !state.session) throw failure("not_connected", method);
      for (let other2 of queue) bytes += other2.c;
      if (queue.size && (queue.size >= maxCalls || bytes > maxBytes))
        throw failure("queue_full", method);
      signal?.addEventListener("abort", abort), queue.add(made2).size === 1 && pump();
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
  function replied({ id: id2, result, error }) {
    let [only, other2] = sent.values(), call2 = error && id2 == null && !other2 ? only : sent.get(id2);
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
var failures = {
  ai_not_configured: "This gateway has no model that could read a picture.",
  ai_unavailable: "The model cannot be reached just now. Try again later.",
  ai_bad_output: "The model answered nothing that makes sense. Try again.",
  ai_timeout: "The model took too long. Try again.",
  ai_blocked: "The model refuses to speak about this picture.",
  ai_quota: "The model's quota is used up for now.",
  contest_running: "You are in a contest. Nothing is explained until it has ended.",
  too_large: "The picture is too large. Make the window smaller, and try again.",
  message_too_large: "The picture is too large for this gateway. Make the window smaller.",
  invalid_params: "The gateway finds no question in this picture. Bring one into view, and try again.",
  rate_limited: "That was too often in a short time.",
  overloaded: "The gateway is busy. Try again in a moment.",
  draining: "The gateway restarts. Try again in a moment.",
  not_connected: "There is no connection to the gateway.",
  connection_lost: "The connection broke. Try again.",
  closed: "There is no connection to the gateway.",
  timeout: "No answer came. Try again.",
  role_required: "Your account may not do this."
};
function faultOf(error) {
  if (error instanceof Fault) return error.message;
  if (!isPrepwireError(error)) return "Something went wrong in the extension. Try again.";
  const { reason, data } = error;
  const wait = Math.ceil((data.retryAfterMs ?? 0) / 1e3);
  const when = wait ? ` Try again in ${wait} s.` : "";
  const known = Object.hasOwn(failures, reason) && failures[reason];
  if (known) return known + (known.includes("ry again") ? "" : when);
  return `The gateway could not do it (${reason}${data.ref ? `, ${data.ref}` : ""}).${when}`;
}
var Fault = class extends Error {
};
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
var needsUser = ({ status, reason }) => status === "unset" || status === "closed" && reason !== "replaced";

// extension/src/worker/turns.ts
function line() {
  let last = Promise.resolve();
  return (what) => {
    const next = last.then(what);
    last = next.catch(() => {
    });
    return next;
  };
}

// extension/src/worker/badge.ts
var inTurn = line();
var showBadge = () => inTurn(async () => {
  const { connection: connection2, page } = await read("connection", "page");
  if (connection2) await draw(connection2, page);
});
async function draw(connection2, page) {
  const { action } = chrome;
  const count = page && !page.gone ? page.questions.length : 0;
  const [text, color] = needsUser(connection2) ? ["!", "#b3261e"] : connection2.status === "open" ? [count ? `${count}` : "✓", "#1a6b3c"] : ["…", "#7a5b00"];
  const found2 = count === 1 ? " 1 question found." : count ? ` ${count} questions found.` : "";
  await Promise.all([
    action.setBadgeText({ text }),
    action.setBadgeBackgroundColor({ color }),
    action.setBadgeTextColor({ color: "#ffffff" }),
    action.setTitle({ title: `Prepwire: ${sayConnection(connection2)}${found2}` })
  ]);
}

// extension/src/worker/positions.ts
var KeptPositions = class _KeptPositions extends Map {
  waiting = false;
  static async read() {
    const kept = new _KeptPositions();
    const { positions = [] } = await read("positions");
    for (const position of positions) Map.prototype.set.call(kept, position.topic, position);
    return kept;
  }
  set(topic, position) {
    super.set(topic, position);
    this.keep();
    return this;
  }
  delete(topic) {
    this.keep();
    return super.delete(topic);
  }
  keep() {
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      const positions = [...this.values()];
      write({ positions }).catch(() => {
      });
    });
  }
};

// extension/src/worker/connection.ts
var alarm = "connect";
var alarmMinutes = 0.5;
var opened = [];
var made = [];
var onClient = (listener) => made.push(listener);
var onOpen = (listener) => opened.push(listener);
var running;
function connection() {
  running ??= begin();
  return running;
}
function reconnect(forget) {
  const before = running;
  running = (async () => {
    (await before)?.close();
    await chrome.storage.session.remove("connection");
    if (forget) await chrome.storage.session.remove(["positions", "others", "version"]);
    return begin();
  })();
  return running;
}
async function begin() {
  const [{ url, token }, { connection: last }] = await Promise.all([
    readSettings(),
    read("connection")
  ]);
  if (!url || !token) {
    await show({ status: "unset" });
    return void 0;
  }
  if (last?.status === "closed") {
    await show(last);
    return void 0;
  }
  const client = createClient({
    url,
    token: () => bearer(client),
    device: "extension",
    positions: await KeptPositions.read(),
    connect: false
  });
  let was = "";
  client.on("state", (state) => {
    if (state.reason === "client") return;
    show(viewOf(state));
    if (state.status === "open" && was !== "open") for (const hear2 of opened) hear2(client);
    was = state.status;
  });
  for (const hear2 of made) hear2(client);
  client.connect();
  return client;
}
async function bearer(client) {
  const { token = "" } = await readSettings();
  if (client.getSnapshot().status !== "open") return token;
  const renewed2 = await client.session.renew();
  await renewToken(token, renewed2.token);
  return renewed2.token;
}
function viewOf({ status, reason, session }) {
  const view2 = { status: status === "idle" ? "connecting" : status };
  if (reason) view2.reason = reason;
  if (session) view2.name = session.name;
  return view2;
}
var inTurn2 = line();
function show(connection2) {
  const idle = connection2.status === "closed" || connection2.status === "unset";
  return inTurn2(async () => {
    await write({ connection: connection2 });
    await Promise.all([showBadge(), idle ? chrome.alarms.clear(alarm) : wakeLater()]);
  }).catch(() => {
  });
}
async function wakeLater() {
  if (!await chrome.alarms.get(alarm))
    await chrome.alarms.create(alarm, { periodInMinutes: alarmMinutes });
}
async function whyNot() {
  const { connection: view2 = { status: "unset" } } = await read("connection");
  return sayConnection(view2);
}

// extension/src/worker/picture.ts
var most = { bytes: 5 << 20, side: 4096 };
async function fit(dataUrl, bounds2 = most) {
  const blob = fromDataUrl(dataUrl);
  const bitmap = await createImageBitmap(blob);
  try {
    const { width, height } = bitmap;
    if (!width || !height) throw new Fault("There is nothing to be seen.");
    let scale = Math.min(1, bounds2.side / Math.max(width, height));
    if (scale === 1 && blob.size <= bounds2.bytes) return { dataUrl, width, height };
    for (; scale * Math.max(width, height) >= 200; scale *= 0.75) {
      const canvas = drawn(bitmap, scale);
      for (const type of ["image/png", "image/jpeg"]) {
        const smaller = await canvas.convertToBlob({ type, quality: 0.85 });
        if (smaller.size <= bounds2.bytes)
          return { dataUrl: await toDataUrl(smaller), width: canvas.width, height: canvas.height };
      }
    }
  } finally {
    bitmap.close();
  }
  throw new Fault("The picture is too large. Make the window smaller, and try again.");
}
function drawn(bitmap, scale) {
  const side = (length) => Math.max(1, Math.floor(length * scale));
  const canvas = new OffscreenCanvas(side(bitmap.width), side(bitmap.height));
  const context = canvas.getContext("2d");
  if (!context) throw new Fault("The browser cannot make the picture smaller.");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}
function fromDataUrl(dataUrl) {
  const [head = "", data = ""] = dataUrl.split(",", 2);
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  return new Blob([bytes], { type: head.slice(5, head.indexOf(";")) });
}
async function toDataUrl(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768)
    text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return `data:${blob.type};base64,${btoa(text)}`;
}

// extension/src/detect/clean.ts
var bounds = { questions: 50, text: 4e3, options: 10, option: 1e3, bytes: 28 << 10 };
var unseen = (
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g
);
var loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
function clean(text, most2) {
  const seen = text.slice(0, most2 * 4).replace(unseen, " ").replace(loneSurrogates, "�").replace(/\s+/g, " ").trim();
  return seen.length <= most2 ? seen : [...seen].slice(0, most2).join("").trim();
}
var isText = (value) => typeof value === "string";
function bounded(questions) {
  const kept = [];
  const seen = /* @__PURE__ */ new Set();
  let bytes = 0;
  for (const one of Array.isArray(questions) ? questions.slice(0, 10 * bounds.questions) : []) {
    if (!isText(one?.text)) continue;
    const question = { text: clean(one.text, bounds.text) };
    if (Array.isArray(one.options)) {
      const options = one.options.slice(0, bounds.options).filter(isText);
      question.options = options.map((option) => clean(option, bounds.option));
    }
    const json = JSON.stringify(question);
    const size = new TextEncoder().encode(json).length + 1;
    if (!question.text || seen.has(json)) continue;
    if (kept.length === bounds.questions || bytes + size > bounds.bytes) break;
    seen.add(json);
    bytes += size;
    kept.push(question);
  }
  return kept;
}

// extension/src/worker/pages.ts
var firstWaitMs = 50;
var longestWaitMs = 1600;
async function lookAt(tabId) {
  for (let wait = firstWaitMs; !await inject(tabId); wait *= 2) {
    if (wait > longestWaitMs) return;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
async function inject(tabId) {
  try {
    await chrome.scripting.executeScript({ target: { tabId }, files: ["content.js"] });
    return true;
  } catch {
    return false;
  }
}
var id = "chosen-sites";
var inTurn3 = line();
var followSites = () => inTurn3(async () => {
  const { origins = [] } = await chrome.permissions.getAll();
  await chrome.scripting.unregisterContentScripts({ ids: [id] }).catch(() => {
  });
  if (origins.length)
    await chrome.scripting.registerContentScripts([
      { id, matches: origins, js: ["content.js"], runAt: "document_idle" }
    ]);
});

// extension/src/worker/sync.ts
var offers = 3;
var inTurn4 = line();
async function found(tabId, url, questions) {
  const { paused } = await read("paused");
  if (paused) return;
  await change((page) => ({
    ...page,
    tabId,
    url: label(url),
    questions: bounded(questions),
    gone: false
  }));
}
var left = (tabId, turn) => change(
  (page) => page.tabId === tabId && !page.gone && page.turn === (turn ?? page.turn) ? { ...page, questions: [], gone: true } : page
);
async function check(tabId) {
  const { page } = await read("page");
  if (page?.tabId !== tabId || page.gone) return;
  const question = { kind: "there" };
  const there = await chrome.tabs.sendMessage(tabId, question, { frameId: 0 }).catch(() => false);
  if (!there) await left(tabId, page.turn);
}
async function pause(paused) {
  await write({ paused });
  await change((page2) => paused ? { ...page2, questions: [], gone: true } : page2);
  const { page } = await read("page");
  if (!paused && page) await lookAt(page.tabId);
}
function label(text) {
  try {
    const { origin, pathname } = new URL(text);
    return (origin === "null" ? "" : origin + pathname).slice(0, 2048);
  } catch {
    return "";
  }
}
var nothing = { tabId: -1, url: "", questions: [], gone: true, turn: 0, synced: 0 };
async function change(how) {
  await inTurn4(async () => {
    const { page = nothing } = await read("page");
    const next = how(page);
    if (next === page) return;
    await write({ page: { ...next, turn: page.turn + 1 } });
  });
  showBadge().catch(() => {
  });
  await flush();
}
var flushing = false;
async function flush() {
  if (flushing) return;
  flushing = true;
  try {
    for (; ; ) {
      const client = await connection();
      const { page, paused } = await read("page", "paused");
      if (!page || page.synced >= page.turn || client?.getSnapshot().status !== "open") return;
      if (paused !== "elsewhere") await offer(client, stateOf(page));
      await inTurn4(async () => {
        const { page: now = page } = await read("page");
        await write({ page: { ...now, synced: page.turn } });
      });
    }
  } catch {
  } finally {
    flushing = false;
  }
}
var stateOf = (page) => page.gone ? { isActive: false, currentUrl: null, detectedQuestions: null } : { isActive: true, currentUrl: page.url, detectedQuestions: page.questions };
async function offer(client, state) {
  const id2 = await extensionId();
  let { version = 0 } = await read("version");
  for (let i = 0; i <= offers; i++) {
    const mine = i < offers ? { version: version + 1 } : {};
    const kept = await client.extension.sync({ extensionId: id2, state, ...mine }, { queue: false });
    await write({ version: kept.version });
    if (i === offers || kept.version === mine.version && holds(kept.state, state)) return;
    version = kept.version;
  }
}
function holds(kept, state) {
  const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  return kept.isActive === state.isActive && same(kept.currentUrl, state.currentUrl) && kept.detectedQuestions?.length === state.detectedQuestions?.length;
}
onOpen(async (client) => {
  await flush();
  const [id2, states] = await Promise.all([
    extensionId(),
    client.extension.state({}, { queue: false }).catch(() => void 0)
  ]);
  if (!states) return;
  const own = states.items.find((item) => item.extensionId === id2);
  const others = states.items.filter((item) => item.extensionId !== id2);
  await write({ others, ...own && { version: own.version } });
});
onClient((client) => {
  client.on("extension.stateChanged", async ({ _meta, by, ...state }) => {
    const own = client.getSnapshot().session?.connectionId;
    if (state.extensionId !== await extensionId()) return inTurn4(() => other(state, _meta.ts));
    if (by === own) return;
    const { version = 0, paused } = await read("version", "paused");
    await write({ version: Math.max(version, state.version) });
    if (state.state.isActive === false && !paused) await pause("elsewhere");
    if (state.state.isActive && paused === "elsewhere") await pause(false);
  });
});
async function other(state, updatedAt) {
  const { others = [] } = await read("others");
  const rest = others.filter((item) => item.extensionId !== state.extensionId);
  const known = others.find((item) => item.extensionId === state.extensionId);
  if (known && known.version >= state.version) return;
  await write({ others: [{ ...state, updatedAt }, ...rest].slice(0, 10) });
}

// extension/src/worker/analysis.ts
var patienceMs = 75e3;
var pauseMs = 600;
var asked;
var view;
async function capture(windowId) {
  if (asked) return;
  asked = new AbortController();
  const { signal } = asked;
  show2({ status: "running", stage: "Taking a picture …", parts: {} });
  try {
    const client = await connection();
    if (!client) throw new Fault(await whyNot());
    await analyse(client, windowId, signal);
  } catch (error) {
    show2({ status: "failed", fault: signal.aborted ? "Cancelled." : faultOf(error) });
  } finally {
    asked = view = void 0;
  }
}
var cancel = () => asked?.abort();
async function analyse(client, windowId, signal) {
  const [tab] = await chrome.tabs.query({ active: true, windowId });
  const picture = await fit(await visible(windowId));
  signal.throwIfAborted();
  const url = label(tab?.url ?? "");
  show2({ ...view, status: "running", stage: "Sending the picture …", url });
  const { width, height } = picture;
  const { analysis } = await client.extension.screenshot(
    {
      extensionId: await extensionId(),
      screenshot: picture.dataUrl,
      metadata: { url, timestamp: (/* @__PURE__ */ new Date()).toISOString(), dimensions: { width, height } }
    },
    {
      queue: false,
      signal,
      timeoutMs: patienceMs,
      onProgress: ({ progress, total, stage, message }) => show2({
        ...view,
        status: "running",
        stage: message || stage,
        ...total ? { percent: Math.min(100, Math.round(100 * progress / total)) } : {}
      })
    }
  );
  show2({ status: "done", analysis, url });
}
async function visible(windowId) {
  for (let tries = 1; ; tries++)
    try {
      return await chrome.tabs.captureVisibleTab(windowId, { format: "png" });
    } catch (error) {
      const text = `${error}`;
      if (/MAX_CAPTURE/.test(text)) throw new Fault("That was too fast. Try again.");
      if (!/Failed to capture/.test(text))
        throw new Fault(
          "The browser shows the extension only pages that you chose. Click the Prepwire icon while this page is in front, then try again. Pages of the browser itself stay closed."
        );
      if (tries === 3) throw new Fault("The browser could not take the picture. Try again.");
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
}
var inTurn5 = line();
function show2(next) {
  if (next.status === "running") view = next;
  return inTurn5(() => write({ analysis: next })).catch(() => {
  });
}
onClient((client) => {
  client.on("question.insight", ({ part, text }) => {
    if (view && isPart(part)) show2({ ...view, parts: { ...view.parts, [part]: text } });
  });
  client.on("question.analyzed", ({ analysis }) => {
    if (!asked) show2({ status: "done", analysis });
  });
});
async function tidy() {
  const { analysis } = await read("analysis");
  if (analysis?.status === "running" && !asked)
    await show2({
      status: "failed",
      interrupted: true,
      fault: "The browser stopped the extension meanwhile. If no answer comes, try again."
    });
}

// extension/src/worker.ts
chrome.runtime.onInstalled.addListener(start);
chrome.runtime.onStartup.addListener(start);
chrome.alarms.onAlarm.addListener(start);
chrome.permissions.onAdded.addListener(followSites);
chrome.permissions.onRemoved.addListener(followSites);
chrome.storage.local.onChanged.addListener(({ url, token }) => {
  if (url || token && !isRenewed(token.newValue)) reconnect(true);
});
chrome.action.onClicked.addListener((tab) => {
  if (tab.id === void 0) return;
  chrome.sidePanel.open({ tabId: tab.id }).catch(() => {
  });
  look(tab.id);
});
chrome.commands.onCommand.addListener((command, tab) => {
  if (command !== "capture" || tab?.id === void 0) return;
  chrome.sidePanel.open({ tabId: tab.id }).catch(() => {
  });
  capture(tab.windowId);
});
chrome.tabs.onRemoved.addListener((tabId) => left(tabId));
chrome.tabs.onUpdated.addListener((tabId, { status }) => {
  if (status) check(tabId);
});
chrome.runtime.onMessage.addListener((message, sender) => {
  if (sender.id !== chrome.runtime.id) return;
  if (sender.url?.startsWith(chrome.runtime.getURL(""))) obey(message);
  else if (sender.tab?.id !== void 0 && sender.frameId === 0) hear(message, sender);
});
function hear(message, { tab, url }) {
  const id2 = tab?.id;
  if (message?.kind === "found") found(id2, url ?? "", message.questions);
  else if (message?.kind === "left") left(id2);
}
async function obey(wish) {
  switch (wish.kind) {
    case "capture":
      return capture(wish.windowId);
    case "cancel":
      return cancel();
    case "pause":
      await pause(wish.paused ? "here" : false);
      break;
    case "connect":
      await reconnect(false);
      break;
    case "look": {
      const [tab] = await chrome.tabs.query({ active: true, windowId: wish.windowId });
      if (tab?.id !== void 0) await look(tab.id);
    }
  }
}
async function look(tabId) {
  await start();
  await lookAt(tabId);
}
async function start() {
  await connection();
}
protectSettings();
followSites();
tidy();
start();
