// @vitest-environment happy-dom
import { expect, test } from "vitest";
import * as hooks from "../src/react.js";
import { FakeSocket } from "./fakes.js";
import { gateway, meta, openClient, render, sessionTold } from "./render.js";

// What is older than what is shown comes late: out of order, or as the reply to
// a call that was computed before what came meanwhile.

const joined = (version: number, more: object = {}) => ({
  contest: { id: "1", status: "ongoing" },
  me: { rank: version },
  answered: [],
  board: { version, total: 1, top: [] },
  questions: [{ id: "q1" }],
  topics: [{ topic: "contest:1", epoch: "e", offset: 0 }],
  ...more,
});

const question = (id: string, offset: number) => ({
  contestId: "1",
  question: { id },
  _meta: meta(offset, "contest:1"),
});

test("useContest keeps the newest board, standing and participants", async () => {
  const { shown } = await render(await openClient(), () => hooks.useContest("1"));
  await gateway((socket) => {
    socket.replies("contest.join", joined(5));
    for (const version of [7, 6]) {
      socket.notifies("contest.leaderboardUpdated", { contestId: "1", version, total: version });
      socket.notifies("contest.standingUpdated", {
        contestId: "1",
        version,
        entry: { rank: version },
      });
      socket.notifies("contest.participantsUpdated", { contestId: "1", version, present: version });
    }
  });
  expect(shown.now).toMatchObject({
    board: { version: 7 },
    me: { rank: 7 },
    participants: { present: 7 },
  });
  await gateway((socket) =>
    socket.notifies("contest.standingUpdated", { contestId: "1", version: 7, entry: { rank: 9 } }),
  );
  expect(shown.now.me?.rank).toBe(9); // of equal ones the later
});

test("useContest takes a late reply for what it is", async () => {
  const { shown } = await render(await openClient(), () => hooks.useContest("1"));
  await gateway((socket) => {
    socket.notifies("contest.leaderboardUpdated", { contestId: "1", version: 8, total: 8 });
    socket.notifies("contest.standingUpdated", { contestId: "1", version: 8, entry: { rank: 8 } });
    socket.notifies("contest.questionOpened", question("q2", 1));
    socket.notifies("contest.ended", { contestId: "1", logHead: "h", _meta: meta(2, "contest:1") });
    socket.replies("contest.join", joined(5));
  });
  expect(shown.now).toMatchObject({
    contest: { status: "completed" },
    ended: { logHead: "h" },
    board: { version: 8 },
    me: { rank: 8 },
    questions: [{ id: "q1" }, { id: "q2" }],
    loading: false,
  });
});

test("useContest keeps what was answered while it joined again", async () => {
  const { shown } = await render(await openClient(), () => hooks.useContest("1"));
  await gateway((socket) => socket.replies("contest.join", joined(1)));
  await gateway((socket) => {
    void shown.now.join();
    void shown.now.submitAnswer("q1", "A");
    socket.replies("contest.submitAnswer", { accepted: true });
  });
  await gateway((socket) => socket.replies("contest.join", joined(1)));
  expect(shown.now.answered).toEqual(["q1"]);
});

test("useContest does not go back to the reply of an earlier call", async () => {
  const { shown } = await render(await openClient(), () => hooks.useContest("1"));
  let first: number | undefined;
  await gateway((socket) => {
    first = socket.sent.at(-1)?.id;
    void shown.now.join();
    void shown.now.submitAnswer("q1", "A");
    socket.says({ jsonrpc: "2.0", id: first, result: joined(1, { questions: [], answered: [] }) });
    socket.replies("contest.join", joined(1, { answered: ["q0"] }));
  });
  await gateway((socket) => socket.replies("contest.submitAnswer", { accepted: true }));
  expect(shown.now.questions).toEqual([{ id: "q1" }]);
  expect(shown.now.answered).toEqual(["q0", "q1"]);
});

test("useContest takes a newer reply although older events came meanwhile", async () => {
  const { shown } = await render(await openClient(), () => hooks.useContest("1"));
  await gateway((socket) => {
    socket.notifies("contest.leaderboardUpdated", { contestId: "1", version: 3, total: 3 });
    socket.notifies("contest.standingUpdated", { contestId: "1", version: 3, entry: { rank: 3 } });
    socket.replies("contest.join", joined(5));
  });
  expect(shown.now).toMatchObject({ board: { version: 5 }, me: { rank: 5 } });
});

const figures = (answered: number) => ({ session: { answered }, overall: { answered } });

test("useRealTimeAnalytics keeps the newest figures", async () => {
  const { shown } = await render(await openClient(), () => hooks.useRealTimeAnalytics());
  const updated = (answered: number) => ({ version: answered, analytics: figures(answered) });
  await gateway((socket) => {
    socket.notifies("analytics.updated", updated(4));
    socket.replies("analytics.get", figures(3));
  });
  expect(shown.now.analytics?.overall.answered).toBe(4);
  await gateway((socket) => socket.notifies("analytics.updated", updated(2)));
  expect(shown.now.analytics?.overall.answered).toBe(4);
  await gateway((socket) => {
    void shown.now.recordAnswer({ ref: "r", skill: "ALG1", correct: true });
    socket.notifies("analytics.updated", updated(6));
    socket.replies("analytics.recordAnswer", figures(5));
  });
  expect(shown.now.analytics?.overall.answered).toBe(6);
});

test("useRealTimeAnalytics of one session does not show the figures of another", async () => {
  const { shown } = await render(await openClient(), () =>
    hooks.useRealTimeAnalytics({ sessionId: "old" }),
  );
  await gateway((socket) => socket.replies("analytics.get", figures(3)));
  await gateway((socket) =>
    socket.notifies("analytics.updated", {
      version: 4,
      analytics: { session: { answered: 1 }, overall: { answered: 4 } },
    }),
  );
  expect(shown.now.analytics?.session.answered).toBe(3);
  expect(FakeSocket.last.sent.at(-1)).toMatchObject({
    method: "analytics.get",
    params: { sessionId: "old" },
  });
});

test("useSession keeps the newest of the newest session", async () => {
  const { shown } = await render(await openClient(), hooks.useSession);
  const now = () => shown.now.session && `${shown.now.session.id} ${shown.now.session.version}`;
  await gateway((socket) => {
    socket.notifies("session.updated", sessionTold("s", 10, 1));
    socket.replies("session.list", { items: [sessionTold("s", 9, 0).session] });
  });
  expect(now()).toBe("s 10");
  await gateway((socket) => socket.notifies("session.updated", sessionTold("s", 9, 2)));
  expect(now()).toBe("s 10");
  await gateway((socket) => {
    socket.notifies("session.deviceJoined", { device: "d", _meta: meta(3) });
    socket.notifies("session.ended", sessionTold("s", 11, 4, "ended"));
    socket.replies("session.list", { items: [sessionTold("s", 10, 0).session] });
  });
  expect(now()).toBeUndefined();
  await gateway((socket) => {
    socket.notifies("session.updated", sessionTold("t", 1, 5, "active", "02"));
    socket.notifies("session.updated", sessionTold("s", 10, 6));
    socket.notifies("session.ended", sessionTold("s", 11, 7, "ended"));
  });
  expect(now()).toBe("t 1");
});

test("useRealTimeRecommendations prefers what was told to an older reply", async () => {
  const { shown } = await render(await openClient(), () => hooks.useRealTimeRecommendations());
  const chosen = (reason: string) => ({ questions: [{ reason }], modelVersion: "1" });
  await gateway((socket) => {
    socket.notifies("recommendations.updated", { ...chosen("new"), _meta: meta(1) });
    socket.replies("recommendations.subscribe", chosen("old"));
  });
  expect(shown.now.questions).toEqual([{ reason: "new" }]);
  let first: number | undefined;
  await gateway((socket) => {
    void shown.now.request({ limit: 1 });
    first = socket.sent.at(-1)?.id;
    void shown.now.request({ limit: 2 });
    socket.replies("recommendations.request", chosen("second"));
    socket.says({ jsonrpc: "2.0", id: first, result: chosen("first") });
  });
  expect(shown.now.questions).toEqual([{ reason: "second" }]);
});

test("useLiveCoaching keeps what was said and read while the list was on its way", async () => {
  const { shown } = await render(await openClient(), hooks.useLiveCoaching);
  await gateway((socket) => {
    socket.notifies("coaching.message", { message: { id: "2", read: false }, _meta: meta(1) });
    socket.notifies("coaching.read", { messageIds: ["1"], unread: 1, _meta: meta(2) });
    socket.replies("coaching.list", { items: [{ id: "1", read: false }], unread: 1 });
  });
  expect(shown.now).toMatchObject({
    unread: 1,
    messages: [
      { id: "2", read: false },
      { id: "1", read: true },
    ],
  });
});
