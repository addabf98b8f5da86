import { expect, test, vi } from "vitest";
import { FakeSocket, fakeClient, settled } from "./fakes.js";

test("the token travels as a subprotocol, and the first call resumes", async () => {
  const client = await fakeClient({ device: "phone" });
  const { last } = FakeSocket;
  expect(last.protocols).toEqual(["prepwire.v1", "bearer.head.body.signature"]);
  expect(client.getSnapshot()).toMatchObject({ status: "connecting", attempt: 0 });
  const ping = client.system.ping();
  last.onopen?.({});
  expect(last.sent).toMatchObject([
    { method: "session.resume", params: { device: "phone", resume: [] } },
  ]);
  last.greets();
  expect(client.getSnapshot()).toMatchObject({ status: "open", session: { connectionId: "c" } });
  expect(last.methods()).toContain("system.ping");
  last.replies("system.ping", { serverTime: "now" });
  await expect(ping).resolves.toEqual({ serverTime: "now" });
});

test("delays double to 30 s with full jitter, and begin anew after a stable connection", async () => {
  const random = vi.spyOn(Math, "random").mockReturnValue(1);
  const client = await fakeClient();
  const delays: number[] = [];
  for (let i = 0; i < 9; i++) {
    FakeSocket.last.breaks();
    const { status, retryAt = 0 } = client.getSnapshot();
    expect(status).toBe("reconnecting");
    delays.push(retryAt - Date.now());
    await vi.advanceTimersByTimeAsync(retryAt - Date.now());
  }
  expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);

  random.mockReturnValue(0.25);
  FakeSocket.last.breaks();
  expect((client.getSnapshot().retryAt ?? 0) - Date.now()).toBe(7500);

  await vi.advanceTimersByTimeAsync(7500);
  FakeSocket.last.breaks();
  random.mockReturnValue(1);
  const again = async (openMs: number) => {
    await vi.advanceTimersByTimeAsync((client.getSnapshot().retryAt ?? 0) - Date.now());
    FakeSocket.last.greets();
    await vi.advanceTimersByTimeAsync(openMs);
    FakeSocket.last.breaks();
    return (client.getSnapshot().retryAt ?? 0) - Date.now();
  };
  expect(await again(4_999)).toBe(30_000); // too short to count
  expect(await again(5_000)).toBe(500);
});

test("sockets of a thousand clients do not come back together", async () => {
  const client = await fakeClient();
  const delays = new Set<number>();
  for (let i = 0; i < 20; i++) {
    FakeSocket.last.breaks();
    const delay = (client.getSnapshot().retryAt ?? 0) - Date.now();
    delays.add(delay);
    await vi.advanceTimersByTimeAsync(30_000);
  }
  expect(delays.size).toBeGreaterThan(15);
});

test.each([
  [4001, "token_expired"],
  [4003, "token_invalid"],
  [4009, "replaced"],
  [4100, "auth_timeout"],
])("close code %i stops for good", async (code, reason) => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  const lost = client.question.answer({ questionId: "q", answer: "A" }).catch((error) => error);
  FakeSocket.last.breaks(code);
  expect(client.getSnapshot()).toMatchObject({ status: "closed", reason, code });
  expect(await lost).toMatchObject({ reason: "closed" });
  await vi.advanceTimersByTimeAsync(600_000);
  expect(FakeSocket.all).toHaveLength(1);
  await expect(client.system.ping()).rejects.toMatchObject({ reason: "closed" });
});

test.each([4001, 4003])(
  "after %i a token provider is asked once more, then it stops",
  async (code) => {
    const token = vi.fn(async () => `token${token.mock.calls.length}`);
    const client = await fakeClient({ token });
    FakeSocket.last.breaks(code);
    expect(client.getSnapshot().status).toBe("reconnecting");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(FakeSocket.last.protocols[1]).toBe("bearer.token2");
    FakeSocket.last.breaks(code);
    expect(client.getSnapshot()).toMatchObject({ status: "closed", code });

    client.connect();
    await settled();
    FakeSocket.last.greets(); // a good token makes the next refusal the first again
    FakeSocket.last.breaks(code);
    expect(client.getSnapshot().status).toBe("reconnecting");
  },
);

test.each([1001, 1006, 1008, 1011, 1012, 1013, 4008])(
  "close code %i connects again",
  async (code) => {
    const client = await fakeClient();
    FakeSocket.last.greets();
    FakeSocket.last.breaks(code);
    expect(client.getSnapshot()).toMatchObject({ status: "reconnecting", code });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(FakeSocket.all).toHaveLength(2);
  },
);

test("a failing token provider is asked again, and its text goes nowhere else", async () => {
  const token = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new Error("offline"))
    .mockResolvedValue("good");
  const client = await fakeClient({ token });
  expect(client.getSnapshot()).toMatchObject({
    status: "reconnecting",
    reason: "token_failed",
    detail: "Error: offline",
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(FakeSocket.last.protocols[1]).toBe("bearer.good");
});

test("a draining node names the time to come back", async () => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  FakeSocket.last.notifies("session.draining", { reconnectAfterMs: 4_000 });
  await vi.advanceTimersByTimeAsync(1_000);
  FakeSocket.last.breaks(1001);
  expect(client.getSnapshot().retryAt).toBe(Date.now() + 3_000);
});

test("a gateway that is busy at the resume names the time to come back", async () => {
  const client = await fakeClient();
  FakeSocket.last.onopen?.({});
  FakeSocket.last.refuses("session.resume", -32005, {
    reason: "overloaded",
    retryable: true,
    retryAfterMs: 9_000,
  });
  expect(client.getSnapshot()).toMatchObject({
    status: "reconnecting",
    reason: "draining",
    retryAt: Date.now() + 9_000,
  });
});

test("a try that hangs is given up", async () => {
  const client = await fakeClient();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(FakeSocket.all[0]?.closed).toBe(true);
  expect(client.getSnapshot()).toMatchObject({ reason: "timeout" });
});

test("a dead connection is found out by the heartbeat, a quiet one is kept", async () => {
  const client = await fakeClient({ heartbeat: 20_000 });
  const first = FakeSocket.last;
  first.greets();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(first.methods().at(-1)).toBe("system.ping");
  await vi.advanceTimersByTimeAsync(9_000);
  first.notifies("system.announcement", { message: "hello" }); // as good as the reply
  await vi.advanceTimersByTimeAsync(10_000);
  expect(client.getSnapshot().status).toBe("open");
  await vi.advanceTimersByTimeAsync(11_000);
  expect(client.getSnapshot()).toMatchObject({ status: "reconnecting", reason: "timeout" });
  expect(first.closed).toBe(true);
});

test("a token string is renewed by the gateway, on the open socket", async () => {
  const client = await fakeClient();
  const { last } = FakeSocket;
  last.greets();
  last.notifies("session.expiring", { expiresAt: new Date(Date.now() + 60_000).toISOString() });
  await vi.advanceTimersByTimeAsync(30_000);
  last.replies("session.renew", { token: "newer", expiresAt: "later" });
  await settled();
  expect(last.sent.at(-1)).toMatchObject({
    method: "session.authenticate",
    params: { token: "newer" },
  });
  last.replies("session.authenticate", { connectionId: "c2", topics: [] });
  await settled();
  expect(client.getSnapshot()).toMatchObject({ status: "open", session: { connectionId: "c2" } });
  last.breaks();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(FakeSocket.last.protocols[1]).toBe("bearer.newer");
});

test("renewal is tried until it works, and without haste", async () => {
  const token = vi
    .fn<() => Promise<string>>()
    .mockResolvedValueOnce("first")
    .mockRejectedValue(new Error("no"));
  await fakeClient({ token });
  FakeSocket.last.greets();
  FakeSocket.last.notifies("session.expiring", { expiresAt: "not a time" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(token.mock.calls.length).toBeGreaterThan(10);
  expect(token.mock.calls.length).toBeLessThan(2_000);
});

test.each([
  [
    "another subprotocol",
    (socket: FakeSocket) => Object.assign(socket, { protocol: "chat" }).onopen?.({}),
  ],
  [
    "text that is not JSON",
    (socket: FakeSocket) => {
      socket.onopen?.({});
      socket.says("220 mail.example ESMTP");
    },
  ],
  [
    "JSON that is not JSON-RPC",
    (socket: FakeSocket) => {
      socket.onopen?.({});
      socket.says([1, null, {}]);
    },
  ],
  [
    "a gateway without session.resume",
    (socket: FakeSocket) => {
      socket.onopen?.({});
      socket.refuses("session.resume", -32601, { reason: "method_not_found", retryable: false });
    },
  ],
  [
    "an echo",
    (socket: FakeSocket) => {
      socket.onopen?.({});
      socket.says({ jsonrpc: "2.0", ...socket.sent[0] });
    },
  ],
  [
    "an answer of another kind",
    (socket: FakeSocket) => {
      socket.onopen?.({});
      socket.replies("session.resume", "hello");
    },
  ],
])("%s is another protocol", async (_, act) => {
  const client = await fakeClient();
  act(FakeSocket.last);
  expect(client.getSnapshot()).toMatchObject({ status: "closed", reason: "wrong_protocol" });
});

test("malformed messages on an open connection are passed over", async () => {
  const debug = vi.fn();
  const client = await fakeClient({ debug });
  const { last } = FakeSocket;
  last.greets();
  const ping = client.system.ping();
  const id = last.sent.at(-1)?.id;
  const frames = [
    "",
    "{",
    "null",
    "[]",
    "7",
    '"x"',
    "{}",
    '{"jsonrpc":"1.0","id":1}',
    '{"jsonrpc":"2.0"}',
    '{"jsonrpc":"2.0","id":999,"result":{}}',
    '{"jsonrpc":"2.0","method":7}',
    '{"jsonrpc":"2.0","method":"$/progress"}',
    '{"jsonrpc":"2.0","method":"session.draining","params":{"reconnectAfterMs":"soon"}}',
    '{"jsonrpc":"2.0","method":"x","params":{"_meta":7}}',
    '{"jsonrpc":"2.0","method":"x","params":"y"}',
  ];
  for (const frame of frames) last.says(frame);
  last.onmessage?.({ data: new Uint8Array([1, 2, 3]) });
  expect(client.getSnapshot().status).toBe("open");
  expect(debug).toHaveBeenCalledWith("malformed", "{");
  last.says({ jsonrpc: "2.0", id, error: { code: -32603, message: "no data" } });
  await expect(ping).rejects.toMatchObject({ reason: "protocol_error", code: -32603 });
  const empty = client.system.ping();
  last.says({ jsonrpc: "2.0", id: last.sent.at(-1)?.id });
  await expect(empty).rejects.toMatchObject({ reason: "protocol_error" });
});

test("what is no address, token or WebSocket stops at once and shows no token", async () => {
  class Refusing {
    constructor() {
      throw new SyntaxError("The URL is invalid");
    }
  }
  const client = await fakeClient({ WebSocket: Refusing as never });
  expect(client.getSnapshot()).toMatchObject({
    status: "closed",
    reason: "unsupported",
    detail: "SyntaxError: The URL is invalid",
  });
  const bad = await fakeClient({ token: "no token\r\n" });
  expect(bad.getSnapshot()).toMatchObject({ status: "closed", reason: "token_invalid" });
  expect(JSON.stringify(bad.getSnapshot())).not.toContain("no token");
});

test("online and a look at the page bring the next try forward, but not before its time", async () => {
  const target = new EventTarget();
  vi.stubGlobal("addEventListener", target.addEventListener.bind(target));
  vi.resetModules();
  const { createClient } = await import("../src/index.js");
  vi.useFakeTimers();
  FakeSocket.all = [];
  vi.spyOn(Math, "random").mockReturnValue(1);
  const client = createClient({
    url: "ws://x/ws",
    token: "t",
    WebSocket: FakeSocket,
    heartbeat: 20_000,
  });
  await settled();
  FakeSocket.last.greets();
  target.dispatchEvent(new Event("visibilitychange"));
  expect(FakeSocket.last.methods().at(-1)).toBe("system.ping"); // is it still there?
  FakeSocket.last.breaks();
  target.dispatchEvent(new Event("online"));
  await settled();
  expect(FakeSocket.all).toHaveLength(2);
  FakeSocket.last.greets();
  FakeSocket.last.notifies("session.draining", { reconnectAfterMs: 60_000 });
  FakeSocket.last.breaks(1001);
  target.dispatchEvent(new Event("online"));
  await settled();
  expect(FakeSocket.all).toHaveLength(2);
  client.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("close ends everything, connect begins again", async () => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  const events = client.events("contest.ended");
  const next = events.next();
  client.close();
  expect(FakeSocket.last.closed).toBe(true);
  expect(await next).toEqual({ done: true, value: undefined });
  client.close();
  client.connect();
  client.connect();
  await settled();
  expect(FakeSocket.all).toHaveLength(2);
  FakeSocket.last.greets();
  expect(client.getSnapshot().status).toBe("open");
});

test("without connect a client waits for its first call", async () => {
  const client = await fakeClient({ connect: false });
  expect(client.getSnapshot()).toEqual({ status: "idle", attempt: 0 });
  const ping = client.system.ping();
  await settled();
  expect(FakeSocket.all).toHaveLength(1);
  FakeSocket.last.greets();
  FakeSocket.last.replies("system.ping", { serverTime: "now" });
  await ping;
});

test("positions that were kept are where the client goes on, and are kept up to date", async () => {
  const positions = new Map([["user:a", { topic: "user:a", epoch: "e", offset: 7 }]]);
  const client = await fakeClient({ positions });
  const heard: unknown[] = [];
  client.on("session.ended", (event) => heard.push(event));
  FakeSocket.last.greets([{ topic: "user:a", epoch: "e", offset: 9, recovered: true }]);
  expect(FakeSocket.last.sent[0]?.params).toEqual({
    resume: [{ topic: "user:a", epoch: "e", offset: 7 }],
  });
  FakeSocket.last.notifies("session.ended", {
    _meta: { topic: "user:a", epoch: "e", offset: 8 },
  });
  expect(heard).toHaveLength(1);
  expect(positions.get("user:a")).toMatchObject({ offset: 8 });
});
