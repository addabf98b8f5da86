import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { inject, onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import {
  type Client,
  type ClientOptions,
  type ConnectionState,
  type Contest,
  type ContestCreateParams,
  type ContestJoinResult,
  createClient,
  isPrepwireError,
  type Status,
} from "../src/index.js";

/** Sockets of one client, to tear off as a bad network does. */
export function tornSockets() {
  const sockets: WebSocket[] = [];
  class TornSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  }
  return { WebSocket: TornSocket, sockets, tear: () => sockets.at(-1)?.terminate() };
}

/** A token of a gateway in development mode. */
export async function tokenFor(
  user: string,
  roles = "student",
  gateway = inject("gateway"),
): Promise<string> {
  const url = new URL("/dev/token", gateway.replace("ws:", "http:"));
  url.search = `${new URLSearchParams({ user, name: user, roles })}`;
  const { token } = (await (await fetch(url)).json()) as { token: string };
  return token;
}

/** A token that lasts as long as is said, such as "4s". */
export async function tokenLasting(ttl: string, user: string): Promise<string> {
  const args = [
    "token",
    "--user",
    user,
    "--name",
    user,
    "--ttl",
    ttl,
    "--data-dir",
    inject("data"),
  ];
  const { stdout } = await promisify(execFile)(inject("program"), args, { cwd: tmpdir() });
  return stdout.trim();
}

/** Shortens each wait for a random time, such as that before a token is renewed, until the test is over. */
export function shortDelays() {
  const { random } = Math;
  vi.spyOn(Math, "random").mockImplementation(() => random() / 100);
}

/** Makes a contest that begins soon; when the gateway hears of it too late, a little later. */
export async function contestSoon(
  organizer: Client,
  plan: Omit<ContestCreateParams, "startTime">,
  startsInMs: number,
): Promise<Contest> {
  const startTime = new Date(Date.now() + startsInMs).toISOString();
  return organizer.contest.create({ ...plan, startTime }).catch((error) => {
    const tooLate = (at: { pointer: string }) => at.pointer === "/startTime";
    if (!isPrepwireError(error) || error.reason !== "invalid_params") throw error;
    if (!error.data.errors?.some(tooLate)) throw error;
    return contestSoon(organizer, plan, 2 * startsInMs);
  });
}

/** A contest of two questions that begins in a moment and lasts, with these users registered. */
export async function runningContest(
  users: Client[],
  startsInMs = 1_000,
  durationMs = 3_600_000,
): Promise<Contest> {
  const organizer = await realClient(randomUUID(), { roles: "organizer,author" });
  const questions = await Promise.all(
    [2, 3].map((n) =>
      organizer.question.create({
        examType: "SAT",
        subject: "math",
        difficulty: "easy",
        questionType: "short-answer",
        stem: `What is ${n} + 1?`,
        correctAnswer: `${n + 1}`,
        explanation: "Counting.",
      }),
    ),
  );
  const plan = {
    title: "Counting",
    questions: questions.map(({ id }) => ({ questionId: id })),
    durationMs,
  };
  const contest = await contestSoon(organizer, plan, startsInMs);
  await Promise.all(users.map((user) => user.contest.register({ contestId: contest.id })));
  return contest;
}

/** Joins a contest, and waits for its questions if it has not begun yet. */
export async function joinRunning(student: Client, contestId: string): Promise<ContestJoinResult> {
  const started = new Promise<void>((resolve) => {
    const stop = student.on("contest.started", (event) => {
      if (event.contestId !== contestId) return;
      stop();
      resolve();
    });
  });
  const joined = await student.contest.join({ contestId });
  if (joined.contest.status !== "upcoming") return joined;
  await started;
  return student.contest.join({ contestId });
}

/** A client of the real gateway, closed when the test is over. */
export async function realClient(
  user: string,
  options: Partial<ClientOptions> & { roles?: string } = {},
): Promise<Client> {
  const client = createClient({
    url: inject("gateway"),
    token: await tokenFor(user, options.roles),
    WebSocket,
    reconnect: { minDelayMs: 1, maxDelayMs: 5 },
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

/** Resolves once the connection is as it should be. */
export function until(client: Client, status: Status): Promise<ConnectionState> {
  return new Promise((resolve) => {
    const look = () => {
      if (client.getSnapshot().status !== status) return;
      stop();
      resolve(client.getSnapshot());
    };
    const stop = client.subscribe(look);
    look();
  });
}
