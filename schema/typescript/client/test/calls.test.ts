import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { keyed, repeatable } from "../src/resend.js";
import { idempotentMethods } from "../src/schema.js";
import { FakeSocket, fakeClient, settled } from "./fakes.js";

const answer = { contestId: "c", questionId: "q", answer: "A" };

test("a call is written as JSON-RPC with what its options ask for", async () => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  const options = { idempotencyKey: "k", onProgress: () => {} };
  client.question.generate({ examType: "SAT", subject: "math" }, options).catch(() => {});
  const { id, params } = FakeSocket.last.sent.at(-1) ?? {};
  expect(params).toEqual({
    examType: "SAT",
    subject: "math",
    _meta: { idempotencyKey: "k", progressToken: id },
  });
  client.contest.submitAnswer(answer).catch(() => {});
  expect(FakeSocket.last.sent.at(-1)?.params).toEqual(answer);
});

test("what creates gets a key of its own, and keeps it when it is sent again", async () => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  client.session.start({ kind: "practice" }).catch(() => {});
  client.session.start({ kind: "practice" }).catch(() => {});
  const keys = FakeSocket.last.sent
    .slice(1)
    .map(({ params }) => (params._meta as { idempotencyKey: string }).idempotencyKey);
  expect(new Set(keys).size).toBe(2);
  FakeSocket.last.breaks();
  await vi.advanceTimersByTimeAsync(1_000);
  FakeSocket.last.greets();
  expect(FakeSocket.last.sent.slice(1).map(({ params }) => params._meta)).toEqual(
    keys.map((idempotencyKey) => ({ idempotencyKey })),
  );
});

test("an error carries what the gateway tells", async () => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  const call = client.question.get({ questionId: "q" });
  FakeSocket.last.refuses("question.get", -32602, {
    reason: "invalid_params",
    retryable: false,
    errors: [{ pointer: "/x", message: "y" }],
  });
  await expect(call).rejects.toMatchObject({
    name: "PrepwireError",
    reason: "invalid_params",
    code: -32602,
    data: { errors: [{ pointer: "/x", message: "y" }] },
  });
});

test("when the connection breaks, harmless calls are sent again in order and others fail", async () => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  const submitted = client.contest.submitAnswer(answer);
  const sent = client.coaching.hint({ questionId: "q" }).catch((error) => error);
  const got = client.question.get({ questionId: "q" });
  const forced = client.question.answer({ questionId: "q", answer: "A" }, { resend: true });
  const kept = client.question.taxonomy({}, { resend: false }).catch((error) => error);
  FakeSocket.last.breaks();
  expect(await sent).toMatchObject({ reason: "connection_lost", code: 0 });
  expect(await kept).toMatchObject({ reason: "connection_lost" });
  const waiting = client.system.info();
  await vi.advanceTimersByTimeAsync(1_000);
  FakeSocket.last.greets();
  expect(FakeSocket.last.methods()).toEqual([
    "session.resume",
    "contest.submitAnswer",
    "question.get",
    "question.answer",
    "system.info",
  ]);
  for (const method of FakeSocket.last.methods().slice(1))
    FakeSocket.last.replies(method, { method });
  expect(await Promise.all([submitted, got, forced, waiting])).toHaveLength(4);
});

test("every method is known to be harmless or not when it is sent twice", () => {
  const schema = JSON.parse(readFileSync(new URL("../../../schema.json", import.meta.url), "utf8"));
  const methods = Object.keys(schema.properties.methods.properties);
  expect(methods.filter((name) => keyed.test(name)).sort()).toEqual([...idempotentMethods].sort());
  // A new method fails here until somebody has thought about it.
  expect(methods.filter((name) => !repeatable.test(name)).sort()).toEqual([
    "admin.broadcast",
    "admin.drain",
    "admin.revoke",
    "coaching.hint",
    "contest.cancel",
    "contest.publish",
    "contest.update",
    "extension.screenshot",
    "question.analyze",
    "question.answer",
    "question.delete",
    "question.report",
    "question.update",
    "question.verify",
    "session.authenticate",
    "session.end",
    "session.renew",
    "session.update",
  ]);
  expect(methods).toHaveLength(59);
});

test("the queue is bounded by calls", async () => {
  const client = await fakeClient({ queue: { maxCalls: 3 } });
  const calls = [1, 2, 3].map(() => client.system.ping());
  await expect(client.system.ping()).rejects.toMatchObject({
    reason: "queue_full",
    message: "queue_full: system.ping",
  });
  FakeSocket.last.greets();
  expect(FakeSocket.last.methods()).toHaveLength(4);
  for (const { id } of FakeSocket.last.sent.slice(1))
    FakeSocket.last.says({ jsonrpc: "2.0", id, result: {} });
  await Promise.all(calls);
});

test("of 10 MB of calls 1 MiB waits, and the rest is refused at once", async () => {
  const client = await fakeClient();
  const text = "é".repeat(5_000); // 10,000 bytes
  const results = Array.from({ length: 1_000 }, () =>
    client.question.list({ text }).then(
      () => "sent",
      (error) => error.reason,
    ),
  );
  await settled();
  FakeSocket.last.greets([{ topic: "user:a", epoch: "e", offset: 0 }], { inFlight: 0 });
  const sent = FakeSocket.last.sent.slice(1);
  expect(sent.length).toBe(104); // of 10,0xx bytes each
  for (const { id } of sent) FakeSocket.last.says({ jsonrpc: "2.0", id, result: { items: [] } });
  const outcome = await Promise.all(results);
  expect(outcome.filter((reason) => reason === "queue_full")).toHaveLength(1_000 - 104);
});

test("a single large call may wait, one that the gateway would not take fails", async () => {
  const client = await fakeClient();
  const large = client.question.analyze({ image: "A".repeat(2 << 20) }).catch((error) => error);
  await expect(client.system.ping()).rejects.toMatchObject({ reason: "queue_full" });
  FakeSocket.last.greets(undefined, { frameBytes: 1 << 20 });
  expect(await large).toMatchObject({ reason: "message_too_large", data: { retryable: false } });
  expect(FakeSocket.last.methods()).toEqual(["session.resume"]);
});

test("a call can refuse to wait", async () => {
  const client = await fakeClient();
  await expect(client.system.ping({}, { queue: false })).rejects.toMatchObject({
    reason: "not_connected",
  });
  FakeSocket.last.greets();
  const ping = client.system.ping({}, { queue: false });
  FakeSocket.last.replies("system.ping", {});
  await ping;
});

test("no more calls are on their way than the gateway takes", async () => {
  const client = await fakeClient();
  const calls = Array.from({ length: 5 }, () => client.system.info());
  FakeSocket.last.greets(undefined, { inFlight: 2 });
  const sent = () => FakeSocket.last.sent.length - 1;
  expect(sent()).toBe(2);
  FakeSocket.last.replies("system.info", {});
  expect(sent()).toBe(3);
  for (const { id } of FakeSocket.last.sent)
    FakeSocket.last.says({ jsonrpc: "2.0", id, result: {} });
  for (const { id } of FakeSocket.last.sent)
    FakeSocket.last.says({ jsonrpc: "2.0", id, result: {} });
  await Promise.all(calls);
});

test("calls wait while the socket is full", async () => {
  const client = await fakeClient();
  const { last } = FakeSocket;
  last.greets();
  last.bufferedAmount = 2 << 20;
  client.system.ping().catch(() => {});
  expect(last.methods()).toEqual(["session.resume"]);
  last.bufferedAmount = 0;
  await vi.advanceTimersByTimeAsync(50);
  expect(last.methods()).toEqual(["session.resume", "system.ping"]);
});

test("calls that came too fast wait and are sent again, in order", async () => {
  const client = await fakeClient();
  const { last } = FakeSocket;
  last.greets();
  const calls = [
    client.question.get({ questionId: "1" }),
    client.question.answer({ questionId: "2", answer: "A" }),
  ];
  const data = {
    reason: "rate_limited",
    retryable: true,
    retryAfterMs: 300,
    scope: "LIMIT_CALLS_PER_USER",
  };
  last.refuses("question.answer", -32005, data);
  last.refuses("question.get", -32005, data);
  const later = client.system.info();
  expect(last.methods()).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(1_299);
  expect(last.methods()).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(last.methods().slice(3)).toEqual(["question.get", "question.answer", "system.info"]);
  for (const method of ["question.get", "question.answer", "system.info"]) last.replies(method, {});
  await Promise.all([...calls, later]);
});

test("abort takes a waiting call back, and cancels one that was sent", async () => {
  const client = await fakeClient();
  const aborts = [new AbortController(), new AbortController(), new AbortController()] as const;
  aborts[0].abort(new Error("before"));
  await expect(client.system.ping({}, { signal: aborts[0].signal })).rejects.toThrow("before");

  const waiting = client.system.ping({}, { signal: aborts[1].signal });
  aborts[1].abort(new Error("while it waits"));
  await expect(waiting).rejects.toThrow("while it waits");
  FakeSocket.last.greets();
  expect(FakeSocket.last.methods()).toEqual(["session.resume"]);

  const sent = client.question.generate(
    { examType: "SAT", subject: "math" },
    { signal: aborts[2].signal },
  );
  const { id } = FakeSocket.last.sent.at(-1) ?? {};
  aborts[2].abort();
  await expect(sent).rejects.toMatchObject({ name: "AbortError" });
  expect(FakeSocket.last.sent.at(-1)).toEqual({
    jsonrpc: "2.0",
    method: "$/cancelRequest",
    params: { id },
  });
  FakeSocket.last.says({ jsonrpc: "2.0", id, error: { code: -32800, message: "cancelled" } }); // nobody waits for it
});

test("a call that gets no reply ends, and the gateway is told", async () => {
  const client = await fakeClient({ timeoutMs: 5_000 });
  FakeSocket.last.greets();
  const usual = client.system.info().catch((error) => error);
  const short = client.system.health({}, { timeoutMs: 100 }).catch((error) => error);
  const endless = client.system.ping({}, { timeoutMs: 0 });
  await vi.advanceTimersByTimeAsync(100);
  expect(await short).toMatchObject({ reason: "timeout", message: "timeout: system.health" });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await usual).toMatchObject({ reason: "timeout" });
  expect(FakeSocket.last.methods().filter((m) => m === "$/cancelRequest")).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(600_000);
  FakeSocket.last.replies("system.ping", { serverTime: "late" });
  await expect(endless).resolves.toEqual({ serverTime: "late" });
});

test("the wait for a reply does not run while there is no connection", async () => {
  const client = await fakeClient({ timeoutMs: 5_000, reconnect: { minDelayMs: 20_000 } });
  vi.spyOn(Math, "random").mockReturnValue(1);
  FakeSocket.last.greets();
  const call = client.system.info();
  FakeSocket.last.breaks();
  await vi.advanceTimersByTimeAsync(20_000);
  FakeSocket.last.greets();
  FakeSocket.last.replies("system.info", { name: "prepwire" });
  await expect(call).resolves.toEqual({ name: "prepwire" });
});

test("progress reaches its call, and everybody who listens", async () => {
  const client = await fakeClient();
  FakeSocket.last.greets();
  const mine = vi.fn();
  const other = vi.fn(() => {
    throw new Error("a fault of the listener");
  });
  const complaint = vi.spyOn(console, "error").mockImplementation(() => {});
  const call = client.question.generate({ examType: "SAT", subject: "math" }, { onProgress: mine });
  const { id } = FakeSocket.last.sent.at(-1) ?? {};
  client.question
    .generate({ examType: "SAT", subject: "math" }, { onProgress: other })
    .catch(() => {});
  const { id: otherId } = FakeSocket.last.sent.at(-1) ?? {};
  FakeSocket.last.notifies("$/progress", { token: id, progress: 1, stage: "writing" });
  FakeSocket.last.notifies("$/progress", { token: otherId, progress: 1, stage: "writing" });
  expect(mine).toHaveBeenCalledOnce();
  expect(complaint).toHaveBeenCalledOnce();
  FakeSocket.last.says({ jsonrpc: "2.0", id, result: { questions: [] } });
  await call;
  FakeSocket.last.notifies("$/progress", { token: id, progress: 2, stage: "late" });
  expect(mine).toHaveBeenCalledOnce();
});

test("params that cannot be written as JSON reject", async () => {
  const client = await fakeClient();
  await expect(client.session.start({ kind: "mock", state: { n: 1n } })).rejects.toThrow(TypeError);
});

test("a client and its namespaces may be awaited, printed and compared", async () => {
  const client = await fakeClient();
  expect(await client).toBe(client);
  expect(await client.contest).toBe(client.contest);
  expect(client.contest.join).toBe(client.contest.join);
  expect(String(Object.keys(client))).toContain("call");
});
