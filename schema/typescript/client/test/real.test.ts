import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { expect, inject, onTestFinished, test } from "vitest";
import { isPrepwireError } from "../src/index.js";
import { startGateway } from "./gateway.js";
import { slowModel } from "./model.js";
import {
  joinRunning,
  realClient,
  runningContest,
  shortDelays,
  tokenFor,
  tokenLasting,
  tornSockets,
  until,
} from "./real.js";

test("calls, errors and events of the real gateway", async () => {
  const client = await realClient(randomUUID());
  const events = client.events("question.generated");
  const { questions } = await client.question.generate({
    examType: "SAT",
    subject: "math",
    skill: "ALG1",
  });
  const event = await events.next();
  expect(event.value.questions).toEqual(questions);
  expect(event.value._meta.topic).toMatch(/^user:/);

  const id = questions[0]?.id ?? "";
  const judged = await client.question.answer({ questionId: id, answer: "A" });
  expect(judged.attempt).toBe(1);

  const error = await client.question.get({ questionId: "nothing" }).catch((e) => e);
  expect(isPrepwireError(error) && error.reason).toBe("not_found");
  const wrong = await client
    .call("question.generate", { subject: "math" } as never)
    .catch((e) => e);
  expect(wrong.data.errors).toEqual([{ pointer: "/examType", message: expect.any(String) }]);
});

test("params that are nested too deeply are refused at once", async () => {
  const client = await realClient(randomUUID());
  let state = {};
  for (let i = 0; i < 100; i++) state = { state };
  const refused = client.session.start({ kind: "practice", state });
  await expect(refused).rejects.toMatchObject({ reason: "too_deep", data: { retryable: false } });
});

test("calls made while there is no connection wait for it, also more than the rate allows", async () => {
  const client = await realClient(randomUUID(), { connect: false });
  const pings = Array.from({ length: 120 }, () => client.system.ping());
  expect(client.getSnapshot().status).toBe("connecting");
  expect(await Promise.all(pings)).toHaveLength(120);
});

test("200 reconnects lose no event and double none", async () => {
  const user = randomUUID();
  const reading = tornSockets();
  const writing = tornSockets();
  const reader = await realClient(user, { WebSocket: reading.WebSocket });
  const writer = await realClient(user, { WebSocket: writing.WebSocket });
  await Promise.all([until(reader, "open"), until(writer, "open")]);

  const made: string[] = [];
  const got: string[] = [];
  const offsets: number[] = [];
  let snapshots = 0;
  reader.on("snapshot", () => snapshots++);
  const finished = new Promise<void>((resolve) =>
    reader.on("question.generated", ({ questions, _meta }) => {
      offsets.push(_meta.offset);
      if (got.push(...questions.map(({ id }) => id)) === 200) resolve();
    }),
  );
  for (let i = 0; i < 200; i++) {
    reading.tear();
    if (i % 10 === 0) writing.tear(); // its call is sent again, and makes no second question
    const { questions } = await writer.question.generate({
      examType: "SAT",
      subject: "math",
      skill: "ALG1",
    });
    made.push(...questions.map(({ id }) => id));
    await until(reader, "open");
  }
  await finished;
  expect(reading.sockets.length).toBeGreaterThan(200);
  expect(snapshots).toBe(0);
  expect(got).toEqual(made);
  expect(new Set(offsets).size).toBe(200);
});

test("a call can be cancelled and tells its progress", async () => {
  const sockets = tornSockets();
  const client = await realClient(randomUUID(), { WebSocket: sockets.WebSocket });
  const stages: string[] = [];
  await client.question.generate(
    { examType: "SAT", subject: "math", skill: "ALG1", count: 3 },
    { onProgress: ({ stage }) => stages.push(stage) },
  );
  expect(stages.length).toBeGreaterThan(0);

  // The gateway answers each call once: a cancelled one with -32800, unless it was quicker.
  const replies = new Promise<number[]>((resolve) => {
    const codes: number[] = [];
    sockets.sockets[0]?.on("message", (text) => {
      const { id, error } = JSON.parse(`${text}`);
      if (id !== undefined && codes.push(error?.code) === 20) resolve(codes);
    });
  });
  const abort = new AbortController();
  setMaxListeners(50, abort.signal);
  const calls = Array.from({ length: 20 }, () =>
    client.question
      .generate({ examType: "SAT", subject: "math", count: 10 }, { signal: abort.signal })
      .catch((error) => error.name),
  );
  abort.abort();
  expect(new Set(await Promise.all(calls))).toEqual(new Set(["AbortError"]));
  for (const code of new Set(await replies)) expect([-32800, undefined]).toContain(code);
});

test("the gateway stops what is cancelled, and answers it once", async () => {
  const gateway = await startGateway({}, (await slowModel("Begin with")).env);
  onTestFinished(gateway.stop);
  const user = randomUUID();
  const sockets = tornSockets();
  const client = await realClient(user, {
    url: gateway.address,
    token: await tokenFor(user, "student", gateway.address),
    WebSocket: sockets.WebSocket,
    heartbeat: 0, // of which a reply would be taken for that of the call
  });
  const abort = new AbortController();
  const writing = new Promise<string>((resolve) => {
    const onProgress = ({ text = "" }) => text && resolve(text);
    const options = { signal: abort.signal, onProgress };
    client.coaching.send({ message: "How do I begin?" }, options).catch(() => {});
  });
  expect(await writing).toBe("Begin with"); // and the model would not end by itself
  const replied = new Promise<unknown>((resolve) => {
    sockets.sockets[0]?.on("message", (text) => {
      const { id, error } = JSON.parse(`${text}`);
      if (id !== undefined) resolve(error?.code);
    });
  });
  abort.abort();
  expect(await replied).toBe(-32800);
});

test("a token is renewed in the middle of a contest, on the same connection", async () => {
  shortDelays();
  const user = randomUUID();
  let asked = 0;
  const sockets = tornSockets();
  const student = await realClient(user, {
    WebSocket: sockets.WebSocket,
    token: () => {
      asked++;
      return tokenLasting("59s", user); // of which the last minute is said to run at once
    },
  });
  const contest = await runningContest([student]);
  const { questions = [] } = await joinRunning(student, contest.id);
  const answer = (i: number, text: string) =>
    student.contest.submitAnswer({
      contestId: contest.id,
      questionId: questions[i]?.id ?? "",
      answer: text,
    });
  expect(await answer(0, "3")).toMatchObject({ accepted: true, answersCount: 1 });

  const times = new Set<string>();
  await new Promise<void>((resolve) => {
    student.on("state", ({ session }) => {
      if (session && times.add(session.expiresAt).size === 3) resolve();
    });
  });
  expect([...times]).toEqual([...times].sort());
  expect(asked).toBeGreaterThanOrEqual(3);
  expect(await answer(1, "4")).toMatchObject({ accepted: true, answersCount: 2, completed: true });
  expect(await answer(1, "4")).toMatchObject({ answersCount: 2 }); // the same again is the first reply
  expect(sockets.sockets).toHaveLength(1);
});

test("the gateway itself renews a token that is a string", async () => {
  shortDelays();
  const user = randomUUID();
  const client = await realClient(user, { token: await tokenLasting("59s", user) });
  const { session } = await until(client, "open");
  const renewed = await new Promise<string>((resolve) => {
    const look = () => {
      const { expiresAt = "" } = client.getSnapshot().session ?? {};
      if (expiresAt > (session?.expiresAt ?? "")) resolve(expiresAt);
    };
    client.subscribe(look);
    look();
  });
  expect(Date.parse(renewed)).toBeGreaterThan(Date.parse(session?.expiresAt ?? ""));
});

test("a contest goes on after a break, until it is left", async () => {
  const sockets = tornSockets();
  const student = await realClient(randomUUID(), { WebSocket: sockets.WebSocket });
  const started = new Set<string>();
  let startsInMs = 500;
  for (;;) {
    startsInMs *= 2; // a machine that is too slow to join before the start gets more time
    const contest = await runningContest([student], startsInMs);
    const begun = new Promise<void>((resolve) =>
      student.on("contest.started", ({ contestId }) => {
        started.add(contestId);
        if (contestId === contest.id) resolve();
      }),
    );
    const joined = await student.contest.join({ contestId: contest.id });
    expect(joined.topics[0]?.topic).toBe(`contest:${contest.id}`);
    const early = joined.contest.status === "upcoming" && !started.has(contest.id);
    sockets.tear();
    if (early) await begun;
    await student.contest.leave({ contestId: contest.id });
    if (early) break;
  }
  sockets.tear();
  await until(student, "reconnecting");
  const { session } = await until(student, "open");
  expect(session?.topics.map(({ topic }) => topic)).toEqual([expect.stringMatching(/^user:/)]);
});

test("a wrong token and a wrong address stop with a reason", async () => {
  const [head, body] = (await tokenFor("somebody")).split(".");
  const bad = await realClient("x", { token: `${head}.${body}.${"A".repeat(43)}` });
  expect(await until(bad, "closed")).toMatchObject({ reason: "token_invalid", code: 4003 });
  await expect(bad.system.ping()).rejects.toMatchObject({ reason: "closed" });

  const nowhere = await realClient("x", { url: "no address" });
  expect(await until(nowhere, "closed")).toMatchObject({ reason: "unsupported" });
  const health = await realClient("x", { url: inject("gateway").replace("/ws", "/healthz") });
  expect(await until(health, "reconnecting")).toMatchObject({ reason: "unreachable" });
});
