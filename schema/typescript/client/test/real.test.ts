import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { isPrepwireError } from "../src/index.js";
import { realClient, tokenFor, tornSockets, until } from "./real.js";

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

test("calls made while there is no connection wait for it", async () => {
  const client = await realClient(randomUUID(), { connect: false });
  const pings = Array.from({ length: 300 }, () => client.system.ping());
  expect(client.getSnapshot().status).toBe("connecting");
  expect(await Promise.all(pings)).toHaveLength(300);
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
}, 60_000);

test("a call can be cancelled and tells its progress", async () => {
  const client = await realClient(randomUUID());
  const stages: string[] = [];
  await client.question.generate(
    { examType: "SAT", subject: "math", skill: "ALG1", count: 3 },
    { onProgress: ({ stage }) => stages.push(stage) },
  );
  expect(stages.length).toBeGreaterThan(0);

  const abort = new AbortController();
  const call = client.question.generate(
    { examType: "SAT", subject: "math" },
    { signal: abort.signal },
  );
  abort.abort();
  await expect(call).rejects.toThrow(/abort/i);
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
