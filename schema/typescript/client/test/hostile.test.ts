import { expect, test, vi } from "vitest";
import { type Listeners, listen } from "../src/emitter.js";
import { noteTopics, type Positions } from "../src/positions.js";
import { FakeSocket, fakeClient, settled } from "./fakes.js";

// What a gateway, or the user's own listeners, could do to a client.

test.each(["connecting", "open"])(
  "a client that is closed while it says %s stays closed",
  async (when) => {
    const token = vi.fn(async () => "token");
    const client = await fakeClient({ connect: false, heartbeat: 20_000, token });
    client.on("state", ({ status }) => status === when && client.close());
    client.connect();
    await settled();
    if (when === "open") FakeSocket.last.greets();
    const made = FakeSocket.all.length;
    expect(client.getSnapshot()).toMatchObject({ status: "closed", reason: "client" });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(client.getSnapshot()).toMatchObject({ status: "closed", reason: "client" });
    expect(FakeSocket.all).toHaveLength(made);
    expect(vi.getTimerCount()).toBe(0);
  },
);

test.each([1e13, Number.MAX_VALUE])(
  "%d ms until the next connection is long, and no storm",
  async (ms) => {
    const client = await fakeClient();
    FakeSocket.last.greets();
    FakeSocket.last.notifies("session.draining", { reconnectAfterMs: ms });
    FakeSocket.last.breaks(1001);
    expect(client.getSnapshot().status).toBe("reconnecting");
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(FakeSocket.all).toHaveLength(1);
  },
);

test.each(["soon", {}, null, true, -1e300])(
  "%j is no time to come back: it is as if none was named",
  async (ms) => {
    const client = await fakeClient();
    FakeSocket.last.greets();
    FakeSocket.last.notifies("session.draining", { reconnectAfterMs: ms });
    FakeSocket.last.breaks(1001);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(FakeSocket.all).toHaveLength(2);
    FakeSocket.last.greets();
    expect(client.getSnapshot().status).toBe("open");
  },
);

test.each([1e13, "later"])("a call that shall wait %j ms is refused", async (retryAfterMs) => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  const ping = client.system.ping();
  const data = { reason: "rate_limited", retryable: true, scope: "LIMIT_CALLS", retryAfterMs };
  FakeSocket.last.refuses("system.ping", -32005, data);
  await expect(ping).rejects.toMatchObject({ reason: "rate_limited" });
});

test("what the client tells of itself cannot come from the gateway", async () => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  const heard = vi.fn();
  client.on("state", heard);
  client.on("snapshot", heard);
  const next = client.events("contest.ended").next();
  FakeSocket.last.notifies("state", { status: "closed", reason: "client" });
  FakeSocket.last.notifies("snapshot", { kind: "user" });
  FakeSocket.last.notifies("sta", { token: "te", status: "closed" });
  expect(heard).not.toHaveBeenCalled();
  FakeSocket.last.notifies("contest.ended", { contestId: "c" });
  expect(await next).toEqual({ done: false, value: { contestId: "c" } });
});

test("whoever no longer listens leaves nothing behind", () => {
  const listeners: Listeners = new Set();
  for (let i = 0; i < 10; i++) {
    const stop = listen(listeners, "x", () => {});
    stop();
    stop();
  }
  expect(listeners.size).toBe(0);
  const first = listen(listeners, "x", () => {});
  first();
  listen(listeners, "x", () => {});
  first(); // not its listener any more
  expect(listeners.size).toBe(1);
});

test("no more topics are kept than the gateway resumes, and nothing of what is in them", () => {
  const positions: Positions = new Map();
  const topics = (epoch: string) =>
    Array.from({ length: 5_000 }, (_, i) => ({ topic: `contest:${i}`, epoch, offset: i }));
  noteTopics(positions, topics("a"));
  expect(positions.size).toBe(1_000);
  const [first] = topics("b");
  noteTopics(positions, [{ ...first, recovered: false, snapshot: {} } as never]);
  expect(positions.get("contest:0")).toEqual({ topic: "contest:0", epoch: "b", offset: 0 });
});

test("however often it is said that the token ends, it is renewed once", async () => {
  const token = vi.fn(async () => `token${token.mock.calls.length}`);
  await fakeClient({ token });
  const { last } = FakeSocket;
  last.greets();
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  const says = () => last.notifies("session.expiring", { expiresAt });
  for (let i = 0; i < 1_000; i++) says();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(token).toHaveBeenCalledTimes(2);
  last.replies("session.authenticate", { connectionId: "c2", topics: [] });
  says(); // of the next token, in the same read
  await vi.advanceTimersByTimeAsync(30_000);
  expect(token).toHaveBeenCalledTimes(3);
});

test("calls that wait for a full socket do not each look whether it still is", async () => {
  const client = await fakeClient();
  const { last } = FakeSocket;
  last.greets();
  last.bufferedAmount = 8 << 20;
  for (let i = 0; i < 500; i++) client.system.info().catch(() => {});
  expect(vi.getTimerCount()).toBeLessThan(5);
  last.bufferedAmount = 0;
  await vi.advanceTimersByTimeAsync(50);
  expect(last.methods().filter((name) => name === "system.info")).toHaveLength(64);
});

test.each<[string, object]>([
  ["an error that is empty", { error: {} }],
  ["an error without code and data", { error: { message: "broken" } }],
  ["an error that is a text", { error: "broken" }],
  ["an error that is a list", { error: [1] }],
  ["an error whose message is no text", { error: { code: -32603, message: { toString: 1 } } }],
  ["data that are a text", { error: { code: -32603, message: "broken", data: "more" } }],
  ["data without a reason", { error: { code: -32603, message: "broken", data: { reason: null } } }],
  ["neither result nor error", {}],
  ["a result that is null", { result: null }],
  ["topics that are none", { result: { topics: [null] } }],
])("a reply with %s ends its call at once", async (_, reply) => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  const call = client.system.info().catch((error) => error);
  FakeSocket.last.says({ jsonrpc: "2.0", id: FakeSocket.last.sent.at(-1)?.id, ...reply });
  await settled();
  const error = await Promise.race([call, "no end"]);
  expect(error).toMatchObject({
    name: "PrepwireError",
    reason: "protocol_error",
    message: expect.stringMatching(/^(broken|system\.info)$/),
    data: { retryable: false },
  });
  expect(vi.getTimerCount()).toBe(1); // that of a stable connection: nothing waits for a reply
  const next = client.system.ping();
  FakeSocket.last.replies("system.ping", { serverTime: "now" });
  await expect(next).resolves.toEqual({ serverTime: "now" });
});

test("what the gateway could not read is the only call there is, or nobody's", async () => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  const refuses = () =>
    FakeSocket.last.says({
      jsonrpc: "2.0",
      id: null,
      error: { code: -32600, message: "no", data: { reason: "too_deep", retryable: false } },
    });
  const calls = [client.system.info(), client.system.health()];
  refuses(); // either of them
  FakeSocket.last.replies("system.info", { name: "prepwire" });
  await expect(calls[0]).resolves.toEqual({ name: "prepwire" });
  refuses();
  await expect(calls[1]).rejects.toMatchObject({ reason: "too_deep", code: -32600 });
  refuses();
  expect(client.getSnapshot().status).toBe("open");
});

test.each<[string, object]>([
  ["without a code", { message: "no such method" }],
  ["of nothing", {}],
])("an error %s instead of a welcome is another protocol, at once", async (_, error) => {
  const client = await fakeClient();
  FakeSocket.last.onopen?.({});
  FakeSocket.last.says({ jsonrpc: "2.0", id: FakeSocket.last.sent.at(-1)?.id, error });
  expect(client.getSnapshot()).toMatchObject({ status: "closed", reason: "wrong_protocol" });
});
