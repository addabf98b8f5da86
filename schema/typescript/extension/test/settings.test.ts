import { PrepwireError } from "@prepwire/client";
import { expect, onTestFinished, test, vi } from "vitest";
import { isRenewed, judgeToken, judgeUrl, renewToken } from "../src/settings.js";
import { faultOf } from "../src/words.js";
import { label } from "../src/worker/sync.js";

test("addresses and tokens are judged before they are used", () => {
  for (const good of ["wss://prep.example.org/ws", "ws://127.0.0.1:3001/ws", "ws://[::1]:1/ws"])
    expect(judgeUrl(good)).toEqual({});
  for (const bad of [
    "",
    "prep",
    "https://prep.example.org/ws",
    "ws://",
    "wss://a:b@c/ws",
    "ws://a/#b",
  ])
    expect(judgeUrl(bad).fault, bad).toBeTruthy();
  expect(judgeUrl("ws://prep.example.org/ws").warning).toContain("wss://");
  expect(judgeToken(["head", "body", "sign"].join("."))).toBeUndefined();
  for (const bad of ["", "token", "a.b", "a.b.c d", "a.b.c.d"])
    expect(judgeToken(bad)).toBeTruthy();
});

test("addresses of pages are told without what may be secret", () => {
  expect(label("https://u:p@a.example/exam/1?key=secret#part")).toBe("https://a.example/exam/1");
  expect(label("file:///home/me/exam.html")).toBe("");
  expect(label("nonsense")).toBe("");
});

test("failures are told in plain words, and without texts from inside", () => {
  const refusal = (reason: string, more = {}) =>
    new PrepwireError("inside", { reason, retryable: true, ...more } as never, -32000);
  expect(faultOf(refusal("contest_running"))).toContain("contest");
  expect(faultOf(refusal("ai_not_configured"))).toContain("no model");
  expect(faultOf(refusal("too_large"))).toContain("too large");
  expect(faultOf(refusal("rate_limited", { retryAfterMs: 1_200 }))).toContain("in 2 s");
  expect(faultOf(refusal("internal", { ref: "R7" }))).toBe(
    "The gateway could not do it (internal, R7).",
  );
  expect(faultOf(new TypeError("at worker.js:1"))).not.toContain("worker.js");
});

test("a renewed token is known as such though the next one came before storage told of it", async () => {
  const kept = { token: "first" };
  const local = { get: async () => kept, set: async (all: object) => Object.assign(kept, all) };
  vi.stubGlobal("chrome", { storage: { local } });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  await renewToken("first", "second");
  await renewToken("second", "third");
  expect(["second", "third"].map(isRenewed)).toEqual([true, true]);
  expect(["first", "another", undefined].map(isRenewed)).toEqual([false, false, false]);
});
