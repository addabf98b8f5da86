// @vitest-environment happy-dom
import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, test, vi } from "vitest";
import * as hooks from "../src/react.js";
import { FakeSocket, fakeClient } from "./fakes.js";
import { gateway, meta, openClient, Probe, render, sessionTold } from "./render.js";

test("a hook without a provider says what is missing", async () => {
  const root = createRoot(document.createElement("div"), { onUncaughtError: () => {} });
  await expect(act(async () => root.render(<Probe look={hooks.useWebSocket} />))).rejects.toThrow(
    "no PrepwireProvider",
  );
});

test("useWebSocket follows the connection", async () => {
  const client = await fakeClient();
  const { shown } = await render(client, hooks.useWebSocket);
  expect(shown.now).toMatchObject({ status: "connecting", client });
  await gateway((socket) => socket.greets());
  expect(shown.now).toMatchObject({ status: "open", session: { connectionId: "c" } });
  await gateway((socket) => socket.breaks(4009));
  expect(shown.now).toMatchObject({ status: "closed", reason: "replaced", code: 4009 });
});

test("useQuestionGeneration shows progress, the questions, and what went wrong", async () => {
  const { shown, unmount } = await render(await openClient(), hooks.useQuestionGeneration);
  const order = { examType: "SAT", subject: "math" };
  let result: Promise<unknown> = Promise.resolve();
  await gateway(() => {
    result = shown.now.generate(order);
  });
  expect(shown.now).toMatchObject({ loading: true, questions: [] });
  await gateway((socket) =>
    socket.notifies("$/progress", { token: socket.sent.at(-1)?.id, progress: 1, stage: "writing" }),
  );
  expect(shown.now.progress?.stage).toBe("writing");
  await gateway((socket) =>
    socket.replies("question.generate", {
      requestId: "r",
      questions: [{ id: "q" }],
      provider: "itembank",
    }),
  );
  expect(shown.now).toMatchObject({
    loading: false,
    questions: [{ id: "q" }],
    progress: undefined,
  });
  expect(await result).toMatchObject({ requestId: "r" });

  await gateway(() => {
    result = shown.now.generate(order);
  });
  await gateway((socket) =>
    socket.refuses("question.generate", -32012, {
      reason: "ai_quota",
      retryable: true,
      retryAfterMs: 5,
    }),
  );
  expect(shown.now.error).toMatchObject({ reason: "ai_quota" });
  expect(shown.now.loading).toBe(false);
  expect(await result).toBeUndefined(); // nobody has to catch it

  await gateway(() => {
    shown.now.generate(order);
    shown.now.generate(order); // takes the place of the first
  });
  expect(FakeSocket.last.methods().filter((m) => m === "$/cancelRequest")).toHaveLength(1);
  await unmount();
  expect(FakeSocket.last.methods().filter((m) => m === "$/cancelRequest")).toHaveLength(2);
});

test("useContest joins, follows events of its contest, and leaves", async () => {
  const { shown, unmount } = await render(await openClient(), () => hooks.useContest("1"));
  const joined = {
    contest: { id: "1", title: "Spring", status: "upcoming" },
    answered: [],
    board: { version: 2, total: 1, top: [] },
    topics: [{ topic: "contest:1", epoch: "e", offset: 0 }],
  };
  await gateway((socket) => socket.replies("contest.join", joined));
  expect(shown.now).toMatchObject({ contest: { title: "Spring" }, loading: false });
  await gateway((socket) =>
    socket.notifies("contest.started", { contestId: "1", _meta: meta(1, "contest:1") }),
  );
  await gateway((socket) =>
    socket.replies("contest.join", {
      ...joined,
      contest: { ...joined.contest, status: "ongoing" },
      questions: [{ id: "q1" }],
    }),
  );
  expect(shown.now).toMatchObject({ contest: { status: "ongoing" }, questions: [{ id: "q1" }] });
  await gateway((socket) => {
    socket.notifies("contest.questionOpened", {
      contestId: "1",
      question: { id: "q2" },
      _meta: meta(2, "contest:1"),
    });
    socket.notifies("contest.questionOpened", { contestId: "2", question: { id: "other" } });
    socket.notifies("contest.leaderboardUpdated", {
      contestId: "1",
      version: 5,
      total: 2,
      top: [{ name: "Ann" }],
    });
    socket.notifies("contest.leaderboardUpdated", {
      contestId: "1",
      version: 4,
      total: 1,
      top: [],
    });
    socket.notifies("contest.standingUpdated", { contestId: "1", version: 5, entry: { rank: 1 } });
    socket.notifies("contest.participantsUpdated", { contestId: "1", version: 1, present: 2 });
  });
  expect(shown.now).toMatchObject({
    questions: [{ id: "q1" }, { id: "q2" }],
    board: { version: 5, top: [{ name: "Ann" }] },
    me: { rank: 1 },
    participants: { present: 2 },
  });
  await gateway(() => void shown.now.submitAnswer("q1", "A"));
  await gateway((socket) =>
    socket.replies("contest.submitAnswer", { accepted: true, receipt: { position: 3, hash: "h" } }),
  );
  expect(shown.now.answered).toEqual(["q1"]);
  await gateway((socket) =>
    socket.notifies("contest.ended", {
      contestId: "1",
      logHead: "head",
      top: [],
      _meta: meta(3, "contest:1"),
    }),
  );
  expect(shown.now).toMatchObject({ contest: { status: "completed" }, ended: { logHead: "head" } });
  await unmount();
  expect(FakeSocket.last.sent.at(-1)).toMatchObject({
    method: "contest.leave",
    params: { contestId: "1" },
  });
});

test("useContest takes a snapshot for what it missed", async () => {
  const { shown } = await render(await openClient(), () =>
    hooks.useContest("1", { spectate: true }),
  );
  expect(FakeSocket.last.sent.at(-1)).toMatchObject({ params: { contestId: "1", spectate: true } });
  await gateway((socket) =>
    socket.replies("contest.join", {
      contest: { id: "1" },
      answered: [],
      board: { version: 1 },
      topics: [{ topic: "contest:1", epoch: "e", offset: 0 }],
    }),
  );
  await gateway((socket) => socket.breaks());
  await act(async () => {
    await vi.advanceTimersByTimeAsync(1_000);
  });
  await gateway((socket) =>
    socket.greets([
      {
        topic: "contest:1",
        epoch: "new",
        offset: 9,
        recovered: false,
        reason: "epoch",
        snapshot: {
          contest: { id: "1", status: "completed" },
          answered: ["q"],
          board: { version: 8 },
        },
      },
    ] as object[]),
  );
  expect(shown.now).toMatchObject({
    contest: { status: "completed" },
    answered: ["q"],
    board: { version: 8 },
  });
});

test("useRealTimeRecommendations asks by itself, or not", async () => {
  const client = await openClient();
  const { shown, unmount } = await render(client, () =>
    hooks.useRealTimeRecommendations({ limit: 2 }),
  );
  expect(FakeSocket.last.sent.at(-1)).toMatchObject({
    method: "recommendations.subscribe",
    params: { limit: 2 },
  });
  await gateway((socket) =>
    socket.replies("recommendations.subscribe", {
      questions: [{ reason: "a" }],
      modelVersion: "1",
    }),
  );
  expect(shown.now.questions).toEqual([{ reason: "a" }]);
  await gateway((socket) =>
    socket.notifies("recommendations.updated", {
      questions: [{ reason: "b" }],
      modelVersion: "1",
      _meta: meta(1),
    }),
  );
  expect(shown.now.questions).toEqual([{ reason: "b" }]);
  const sent = FakeSocket.last.sent.length;
  await act(async () => {}); // a render with params that are equal asks nothing
  expect(FakeSocket.last.sent).toHaveLength(sent);
  await unmount();
  expect(FakeSocket.last.methods().at(-1)).toBe("recommendations.unsubscribe");

  const quiet = await render(client, () =>
    hooks.useRealTimeRecommendations({}, { autoRequest: false }),
  );
  expect(FakeSocket.last.methods().at(-1)).toBe("recommendations.unsubscribe");
  await gateway(() => void quiet.shown.now.request({ limit: 1 }));
  expect(FakeSocket.last.sent.at(-1)).toMatchObject({
    method: "recommendations.request",
    params: { limit: 1 },
  });
});

test("useRealTimeAnalytics follows the figures, and starts and ends sessions", async () => {
  const { shown } = await render(await openClient(), () => hooks.useRealTimeAnalytics());
  await gateway((socket) => socket.replies("analytics.get", { overall: { answered: 1 } }));
  expect(shown.now.analytics?.overall.answered).toBe(1);
  await gateway((socket) =>
    socket.notifies("analytics.updated", { version: 2, analytics: { overall: { answered: 2 } } }),
  );
  expect(shown.now.analytics?.overall.answered).toBe(2);
  await gateway(() => void shown.now.recordAnswer({ ref: "r", skill: "ALG1", correct: true }));
  await gateway((socket) => socket.replies("analytics.recordAnswer", { overall: { answered: 3 } }));
  expect(shown.now.analytics?.overall.answered).toBe(3);
  await gateway(() => void shown.now.startSession({ kind: "practice" }));
  await gateway((socket) => socket.replies("session.start", { id: "s" }));
  expect(FakeSocket.last.methods().at(-1)).toBe("analytics.get");
  let summary: unknown;
  await gateway(() => void shown.now.endSession().then((end) => (summary = end)));
  await gateway((socket) => socket.replies("session.end", { bestStreak: 4 }));
  expect(summary).toEqual({ bestStreak: 4 });
});

test("useLiveCoaching counts what is unread on all devices", async () => {
  const { shown } = await render(await openClient(), hooks.useLiveCoaching);
  await gateway((socket) =>
    socket.replies("coaching.list", { items: [{ id: "1", read: false }], unread: 1 }),
  );
  const news = (id: string, offset: number, read = false) => ({
    message: { id, read },
    _meta: meta(offset),
  });
  await gateway((socket) => {
    socket.notifies("coaching.message", news("2", 1));
    socket.notifies("coaching.message", news("1", 2)); // came with the list already
    socket.notifies("coaching.message", news("3", 3, true));
  });
  expect(shown.now.unread).toBe(2);
  expect(shown.now.messages.map(({ id }) => id)).toEqual(["3", "2", "1"]);
  await gateway((socket) =>
    socket.notifies("coaching.read", { messageIds: ["2"], unread: 1, _meta: meta(4) }),
  );
  expect(shown.now).toMatchObject({
    unread: 1,
    messages: [{ id: "3" }, { id: "2", read: true }, { id: "1" }],
  });
  for (const [act, method, params] of [
    [() => shown.now.requestHint("q", 2), "coaching.hint", { questionId: "q", level: 2 }],
    [() => shown.now.requestHint("q"), "coaching.hint", { questionId: "q" }],
    [() => shown.now.requestStrategy({ skill: "ALG1" }), "coaching.strategy", { skill: "ALG1" }],
    [() => shown.now.markRead(), "coaching.markRead", { all: true }],
    [() => shown.now.markRead(["1"]), "coaching.markRead", { messageIds: ["1"] }],
  ] as const) {
    await gateway(() => void act());
    const { _meta, ...sent } = FakeSocket.last.sent.at(-1)?.params ?? {};
    expect([FakeSocket.last.methods().at(-1), sent]).toEqual([method, params]);
  }
});

test("useLiveCoaching shows what the coach is writing", async () => {
  const { shown } = await render(await openClient(), hooks.useLiveCoaching);
  await gateway(() => void shown.now.send("hello", "q"));
  const { id, params } = FakeSocket.last.sent.at(-1) ?? {};
  expect(params).toMatchObject({ message: "hello", questionId: "q" });
  await gateway((socket) =>
    socket.notifies("$/progress", { token: id, progress: 1, stage: "writing", text: "Think" }),
  );
  expect(shown.now).toMatchObject({ typing: "Think", loading: true });
  await gateway((socket) =>
    socket.refuses("coaching.send", -32007, { reason: "ai_timeout", retryable: true }),
  );
  expect(shown.now).toMatchObject({ typing: undefined, error: { reason: "ai_timeout" } });
});

test("useSession follows the session of all devices", async () => {
  const { shown } = await render(await openClient(), hooks.useSession);
  expect(FakeSocket.last.sent.at(-1)).toMatchObject({
    method: "session.list",
    params: { limit: 1 },
  });
  await gateway((socket) => socket.replies("session.list", { items: [] }));
  expect(shown.now).toMatchObject({ loading: false, error: undefined });
  expect(shown.now.session).toBeUndefined();
  await gateway((socket) => socket.notifies("session.updated", sessionTold("s", 1, 1)));
  expect(shown.now.session?.version).toBe(1);
  await gateway(() => void shown.now.update({ page: 2 }));
  expect(FakeSocket.last.sent.at(-1)?.params).toEqual({ version: 1, patch: { page: 2 } });
  await gateway((socket) =>
    socket.refuses("session.update", -32009, {
      reason: "version_conflict",
      retryable: false,
      current: {},
    }),
  );
  expect(shown.now.error).toMatchObject({ reason: "version_conflict" });
  await gateway((socket) => socket.notifies("session.ended", sessionTold("s", 2, 2, "ended")));
  expect(shown.now.session).toBeUndefined();
});

test("useSession makes one change after the other", async () => {
  const { shown } = await render(await openClient(), hooks.useSession);
  await gateway((socket) => {
    shown.now.update({ page: 1 }); // from the version that is on its way
    shown.now.update({ page: 2 });
    socket.replies("session.list", { items: [sessionTold("s", 4, 0).session] });
  });
  const updates = () => FakeSocket.last.sent.filter(({ method }) => method === "session.update");
  expect(updates().map(({ params }) => params)).toEqual([{ version: 4, patch: { page: 1 } }]);
  await gateway((socket) => socket.replies("session.update", sessionTold("s", 5, 0).session));
  expect(updates().at(-1)?.params).toEqual({ version: 5, patch: { page: 2 } });
});

test("a hook that got nothing at first asks again with the next connection", async () => {
  const { shown } = await render(await openClient(), hooks.useSession);
  const refuses = (socket: FakeSocket) =>
    socket.refuses("session.list", -32006, { reason: "store_unavailable", retryable: true });
  const asked = () => FakeSocket.last.methods().filter((method) => method === "session.list");
  const reconnects = async () => {
    await gateway((socket) => socket.breaks());
    await act(async () => {
      await vi.advanceTimersByTimeAsync(1_000);
    });
    await gateway((socket) => socket.greets());
  };
  await gateway(refuses);
  expect(shown.now).toMatchObject({ loading: false, error: { reason: "store_unavailable" } });
  expect(asked()).toHaveLength(1);
  await reconnects();
  expect(asked()).toHaveLength(1);
  await gateway((socket) =>
    socket.replies("session.list", { items: [sessionTold("s", 1, 0).session] }),
  );
  expect(shown.now).toMatchObject({ loading: false, error: undefined, session: { id: "s" } });
  await reconnects();
  expect(asked()).toHaveLength(0); // it has what it wanted
});

test("a hook of a client that had stopped begins when that connects", async () => {
  const client = await openClient();
  client.close();
  const { shown } = await render(client, hooks.useLiveCoaching);
  expect(shown.now).toMatchObject({ loading: false, error: { reason: "closed" } });
  await act(async () => {
    client.connect();
    await vi.advanceTimersByTimeAsync(0);
  });
  await gateway((socket) => socket.greets());
  await gateway((socket) => socket.replies("coaching.list", { items: [], unread: 3 }));
  expect(shown.now).toMatchObject({ loading: false, error: undefined, unread: 3 });
});

test("strict mode begins twice and ends up once, and a hook that is gone hears nothing", async () => {
  const client = await openClient();
  const { shown, unmount } = await render(client, () => hooks.useContest("1"), true);
  expect(FakeSocket.last.methods().slice(1)).toEqual([
    "contest.join",
    "contest.leave",
    "contest.join",
  ]);
  await unmount();
  const { renders } = shown;
  await gateway((socket) => {
    socket.replies("contest.join", { contest: { id: "1" }, answered: [], topics: [] });
    socket.notifies("contest.participantsUpdated", { contestId: "1" });
  });
  expect(shown.renders).toBe(renders);
});
