import { expect, test, vi } from "vitest";
import { FakeSocket, fakeClient } from "./fakes.js";

const event = (topic: string, offset: number, epoch = "e") => ({
  contestId: "1",
  _meta: { topic, epoch, offset, ts: "now" },
});

async function reconnect() {
  FakeSocket.last.breaks();
  await vi.advanceTimersByTimeAsync(1_000);
  FakeSocket.last.onopen?.({});
  return FakeSocket.last.sent[0]?.params.resume;
}

test("each topic is resumed from what was seen, until it is left", async () => {
  const client = await fakeClient();
  FakeSocket.last.greets([{ topic: "user:a", epoch: "e", offset: 7 }]);
  const joined = client.contest.join({ contestId: "1" });
  FakeSocket.last.replies("contest.join", {
    topics: [{ topic: "contest:1", epoch: "f", offset: 3 }],
  });
  await joined;
  FakeSocket.last.notifies("contest.started", event("contest:1", 4, "f"));
  FakeSocket.last.notifies("session.updated", event("user:a", 8));
  expect(await reconnect()).toEqual([
    { topic: "user:a", epoch: "e", offset: 8 },
    { topic: "contest:1", epoch: "f", offset: 4 },
  ]);
  FakeSocket.last.greets([
    { topic: "user:a", epoch: "e", offset: 8, recovered: true },
    { topic: "contest:1", epoch: "f", offset: 4, recovered: true },
  ]);
  const left = client.contest.leave({ contestId: "1" });
  FakeSocket.last.replies("contest.leave", {});
  await left;
  FakeSocket.last.notifies("contest.ended", event("contest:1", 5, "f")); // one that was under way
  expect(await reconnect()).toEqual([{ topic: "user:a", epoch: "e", offset: 8 }]);
});

test("what was seen is dropped, what comes next is passed on once", async () => {
  const client = await fakeClient();
  const offsets: number[] = [];
  client.on("session.updated", ({ _meta }) => offsets.push(_meta.offset));
  FakeSocket.last.greets();
  for (const offset of [1, 2, 2, 1, 3])
    FakeSocket.last.notifies("session.updated", event("user:a", offset));
  await reconnect();
  FakeSocket.last.greets([{ topic: "user:a", epoch: "e", offset: 3, recovered: true }]);
  for (const offset of [2, 3, 4])
    FakeSocket.last.notifies("session.updated", event("user:a", offset));
  expect(offsets).toEqual([1, 2, 3, 4]);
});

test("a reply that tells a later position does not skip events that are under way", async () => {
  const client = await fakeClient();
  const offsets: number[] = [];
  client.on("session.updated", ({ _meta }) => offsets.push(_meta.offset));
  FakeSocket.last.greets();
  client.call("session.authenticate", { token: "newer" }).catch(() => {});
  FakeSocket.last.replies("session.authenticate", {
    topics: [{ topic: "user:a", epoch: "e", offset: 2 }],
  });
  FakeSocket.last.notifies("session.updated", event("user:a", 1));
  FakeSocket.last.notifies("session.updated", event("user:a", 2));
  expect(offsets).toEqual([1, 2]);
});

test("a gap is not passed over: the topic is resumed", async () => {
  const client = await fakeClient();
  const heard = vi.fn();
  client.on("session.updated", heard);
  FakeSocket.last.greets();
  FakeSocket.last.notifies("session.updated", event("user:a", 3));
  expect(heard).not.toHaveBeenCalled();
  expect(client.getSnapshot()).toMatchObject({ status: "reconnecting", reason: "behind" });
});

test("what could not be recovered comes as a snapshot, before anything is sent", async () => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  FakeSocket.last.breaks();
  const order: string[] = [];
  client.on("snapshot", (gone) => {
    if (gone.kind === "user")
      order.push(
        `unread ${gone.snapshot?.unread} ${gone.reason}, sent ${FakeSocket.last.sent.length}`,
      );
  });
  client.system.ping().catch(() => {});
  await vi.advanceTimersByTimeAsync(1_000);
  FakeSocket.last.greets([
    {
      topic: "user:a",
      epoch: "new",
      offset: 40,
      recovered: false,
      reason: "epoch",
      snapshot: { unread: 2, extensions: [] },
    },
  ]);
  expect(order).toEqual(["unread 2 epoch, sent 1"]);
  expect(FakeSocket.last.methods()).toEqual(["session.resume", "system.ping"]);
  expect(await reconnect()).toEqual([{ topic: "user:a", epoch: "new", offset: 40 }]);
});

test.each(["forbidden", "unknown"])("a topic that is %s is no longer resumed", async (reason) => {
  const client = await fakeClient();
  const heard = vi.fn();
  client.on("snapshot", heard);
  FakeSocket.last.greets([
    { topic: "user:a", epoch: "e", offset: 0 },
    { topic: "contest:1", epoch: "e", offset: 0 },
  ]);
  await reconnect();
  FakeSocket.last.greets([
    { topic: "user:a", epoch: "e", offset: 0, recovered: true },
    { topic: "contest:1", epoch: "e", offset: 0, recovered: false, reason },
  ]);
  expect(heard).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ kind: "contest", topic: "contest:1", reason }),
  );
  expect(await reconnect()).toEqual([{ topic: "user:a", epoch: "e", offset: 0 }]);
});

test("listeners are independent, and stop when they are told to", async () => {
  const client = await fakeClient();
  const complaint = vi.spyOn(console, "error").mockImplementation(() => {});
  const heard = vi.fn();
  client.on("session.expiring", () => {
    throw new Error("a fault of the listener");
  });
  const stops = [client.on("session.expiring", heard), client.on("session.expiring", heard)];
  FakeSocket.last.greets();
  const say = () =>
    FakeSocket.last.notifies("session.expiring", { expiresAt: "2099-01-01T00:00:00.000Z" });
  say();
  expect(heard).toHaveBeenCalledTimes(2);
  expect(complaint).toHaveBeenCalledOnce();
  stops[0]?.();
  say();
  expect(heard).toHaveBeenCalledTimes(3);
  stops[1]?.();
  say();
  expect(heard).toHaveBeenCalledTimes(3);
});

test("events can be iterated over, from the call on", async () => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  const announce = (message: string) =>
    FakeSocket.last.notifies("system.announcement", { message, level: "info" });
  announce("too early");
  const events = client.events("system.announcement");
  for (const message of ["one", "two", "three"]) announce(message);
  const heard: string[] = [];
  for await (const { message } of events) {
    heard.push(message);
    if (message === "three") break;
  }
  expect(heard).toEqual(["one", "two", "three"]);
});

test("an iteration ends with its signal, and fails when it is too slow", async () => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  const abort = new AbortController();
  const next = client.events("system.announcement", { signal: abort.signal }).next();
  abort.abort();
  expect(await next).toEqual({ done: true, value: undefined });
  expect(await client.events("system.announcement", { signal: abort.signal }).next()).toMatchObject(
    { done: true },
  );

  const slow = client.events("system.announcement", { limit: 2 });
  for (const message of ["1", "2", "3", "4"])
    FakeSocket.last.notifies("system.announcement", { message });
  const heard: string[] = [];
  const reading = (async () => {
    for await (const { message } of slow) heard.push(message);
  })();
  await expect(reading).rejects.toMatchObject({ reason: "overflow" });
  expect(heard).toEqual(["1", "2", "3"]);
});

test("an iteration fails when the client stops for good", async () => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  const next = client
    .events("contest.ended")
    .next()
    .catch((error) => error);
  FakeSocket.last.breaks(4009);
  expect(await next).toMatchObject({ reason: "closed", message: "closed: replaced" });
});

test("an iteration does not wait for a client that has stopped", async () => {
  const client = await fakeClient();
  FakeSocket.last.breaks(4009);
  const late = () => client.events("contest.ended").next();
  await expect(late()).rejects.toMatchObject({ reason: "closed", data: { retryable: false } });
  client.close();
  expect(await late()).toEqual({ done: true, value: undefined });
});
