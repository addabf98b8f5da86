// What a strict consumer writes; it has to compile against the built package.
import { type Client, createClient, isPrepwireError, type Question } from "@prepwire/client";
import { protocol } from "@prepwire/client/schema";

export const client: Client = createClient({
  url: `wss://example.test/ws?${protocol}`,
  token: async () => "token",
  device: "phone",
  reconnect: { maxDelayMs: 10_000 },
  queue: { maxCalls: 10 },
});

export async function answer(contestId: string, question: Question): Promise<number> {
  const { receipt, points } = await client.contest.submitAnswer(
    { contestId, questionId: question.id, answer: question.options?.[0]?.id ?? "A" },
    { timeoutMs: 5_000, signal: AbortSignal.timeout(10_000), idempotencyKey: "key", queue: true },
  );
  const same = await client.call("contest.submitAnswer", {
    contestId,
    questionId: question.id,
    answer: "A",
  });
  return receipt.position + same.receipt.position + (points ?? 0);
}

export async function others(): Promise<string> {
  const { serverTime } = await client.system.ping();
  const { questions } = await client.question.generate(
    { examType: "SAT", subject: "math", difficulty: "hard" },
    { onProgress: ({ stage, total = 0 }) => console.log(stage, total) },
  );
  const stop: () => void = client.on("contest.ended", ({ logHead, top, _meta }) =>
    console.log(logHead, top[0]?.score, _meta.offset),
  );
  client.on("snapshot", (gone) => {
    if (gone.kind === "user") console.log(gone.snapshot?.unread);
    else console.log(gone.snapshot?.board.total);
  });
  for await (const { message } of client.events("system.announcement")) console.log(message);
  const { status, session } = client.getSnapshot();
  stop();
  return serverTime + questions.length + status + session?.limits.batch;
}

/** Every reason of this group is told apart, with what belongs to it. */
export function explain(error: unknown): string {
  if (!isPrepwireError(error)) throw error;
  switch (error.reason) {
    case "invalid_params":
      return error.data.errors?.map(({ pointer, message }) => `${pointer} ${message}`).join() ?? "";
    case "rate_limited":
    case "ai_quota":
      return `in ${error.data.retryAfterMs ?? 0} ms`;
    case "version_conflict":
      return `changed: ${JSON.stringify(error.data.current)}`;
    case "not_found": {
      const code: -32003 = error.code;
      return `${code}`;
    }
    case "connection_lost":
    case "queue_full":
      return "offline";
    default:
      return error.message;
  }
}
