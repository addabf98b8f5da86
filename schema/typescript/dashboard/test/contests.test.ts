import { randomUUID } from "node:crypto";
import type { Contest } from "@prepwire/client";
import type { Page } from "playwright-core";
import { describe, expect, inject, test } from "vitest";
import { contestSoon, joinRunning, realClient, runningContest } from "../../client/test/real.js";
import { threeWrong } from "./answers.js";
import { accessible, connectAs, openAs, picture, program, says, useBrowser } from "./browser.js";

// Contests go by the clock, which waits for nobody: where something has to be
// done before a time, a machine that was too slow for it tries with more time.

describe.skipIf(!program)("a contest on the dashboard", () => {
  const url = () => inject("gateway").replace("ws:", "http:").replace(/ws$/, "");
  useBrowser();

  test("takes answers, and its board moves", async () => {
    const rival = await realClient("rival");
    const page = await openAs(url(), randomUUID());
    const { id, questionIds } = await enter(page, 3_000, { durationMs: 3_600_000 });
    await rival.contest.register({ contestId: id });
    await page.getByTestId("question").waitFor();

    const rows = page.getByTestId("leaderboard").locator("tbody tr");
    const [questionId = ""] = questionIds;
    await rival.contest.submitAnswer({ contestId: id, questionId, answer: "1" });
    await rows.filter({ hasText: "rival" }).filter({ hasText: "1" }).waitFor();

    for (const n of [0, 1]) {
      await page.getByText(`What is ${n + 1} + 0?`).waitFor();
      await page.getByTestId("option-text").fill(`${n + 1}`);
      await page.keyboard.press("Enter");
      await says(page, "contest-answer-result", /accepted\. Correct\./);
      if (n === 0) expect(await page.evaluate(typeAtOnce)).toBe("option-text");
    }
    await says(page, "standing", "Rank 1");
    await rows.first().filter({ hasText: "(you)" }).waitFor();
    await rows.nth(1).filter({ hasText: "rival" }).waitFor();
    await accessible(page);
    await picture(page, "contest");

    await page.reload(); // leads back into the room
    await says(page, "standing", "Rank 1");
    await says(page, "contest-answer-result", "accepted");
    await leave(page);
    await page.reload();
    await page.getByTestId("contest-list").locator("li").first().waitFor();
    expect(await page.getByTestId("contest-room").count()).toBe(0);
  });

  test("shows at the end what came of it", async () => {
    const user = randomUUID();
    const page = await openAs(url(), user);
    const phone = await realClient(user);
    for (let durationMs = 3_000; ; durationMs *= 2) {
      const { id, questionIds } = await enter(page, 3_000, { durationMs });
      await page.getByTestId("question").or(page.getByTestId("contest-results")).first().waitFor();
      const answers = questionIds.map((questionId, n) =>
        phone.contest
          .submitAnswer({ contestId: id, questionId, answer: `${n + 1}` })
          .catch((error) => expect(error.reason).toBe("contest_ended")),
      );
      const inTime = (await Promise.all(answers)).every(Boolean);
      await page.getByTestId("contest-results").waitFor();
      if (inTime) break;
      await leave(page);
    }
    await says(page, "contest-results", "rank 1 with 2 points");
    await accessible(page);
    await picture(page, "results");
  });

  test("moves on while it is live", async () => {
    const page = await openAs(url(), randomUUID());
    const first = page.getByText("What is 1 + 0?");
    const second = page.getByText("What is 2 + 0?");
    for (let timeLimitMs = 4_000; ; timeLimitMs *= 2) {
      await enter(page, 3_000, { pacing: "live", gapMs: 500 }, [timeLimitMs, 3_600_000]);
      // What a question says of its time is written down as it is shown.
      await page.evaluate(() => {
        const times = new Set<string>();
        const look = () => {
          const text = document.querySelector("[data-testid=closes]")?.textContent;
          if (text) times.add(text);
        };
        new MutationObserver(look).observe(document.body, {
          subtree: true,
          childList: true,
          characterData: true,
        });
        Object.assign(globalThis, { times });
      });
      await first.or(second).waitFor();
      const result = page.getByTestId("contest-answer-result");
      if (await first.isVisible()) {
        await page.getByTestId("option-text").fill("1");
        await page.keyboard.press("Enter");
        await result.or(second).first().waitFor();
      }
      const answered = await result.filter({ hasText: /accepted\. Correct\./ }).count();
      await second.waitFor();
      await says(page, "closes", "closes in");
      const times = await page.evaluate(() => [
        ...(globalThis as never as { times: Set<string> }).times,
      ]);
      if (answered && times.some((text) => /closes in 0:0\d/.test(text))) break;
      await leave(page);
    }
  });

  test("silences the coach until it has ended", async () => {
    const user = randomUUID();
    const phone = await realClient(user, { roles: "student,author" });
    const said = phone.events("coaching.message");
    await threeWrong(phone);
    await said.next();
    const page = await openAs(url(), randomUUID());
    const coach = page.locator("#coaching");
    const silent = coach.getByRole("alert").filter({ hasText: "rests while you take part" });
    const unread = page.getByTestId("coaching-unread").filter({ hasText: "1" });
    for (let durationMs = 4_000; ; durationMs *= 2) {
      // The contest is joined elsewhere: this page hears nothing of its end.
      const joined = await runningContest([phone], 1_000, durationMs)
        .then(({ id }) => joinRunning(phone, id))
        .catch((error) => expect(error.reason).toBe("contest_ended"));
      if (!joined) continue;
      await connectAs(page, user);
      await silent.or(unread).first().waitFor();
      if (await silent.isVisible()) break;
    }
    await unread.waitFor();
    await silent.waitFor({ state: "detached" });
    await page.getByTestId("messages").getByText("not read").waitFor();
  });
});

/** Makes a contest of two questions, whose answers are 1 and 2, and joins it before it begins. */
async function enter(
  page: Page,
  startsInMs: number,
  plan: Partial<Contest> & { durationMs?: number },
  limits: number[] = [],
) {
  const organizer = await realClient(randomUUID(), { roles: "organizer,author" });
  const questions = await Promise.all(
    [1, 2].map((n) =>
      organizer.question.create({
        examType: "SAT",
        subject: "math",
        difficulty: "easy",
        questionType: "short-answer",
        stem: `What is ${n} + 0?`,
        correctAnswer: `${n}`,
        explanation: "Counting.",
      }),
    ),
  );
  const whole = {
    title: "Counting",
    questions: questions.map(({ id }, i) => ({
      questionId: id,
      ...(limits[i] && { timeLimitMs: limits[i] }),
    })),
    ...plan,
  };
  for (;;) {
    const contest = await contestSoon(organizer, whole, startsInMs);
    await page.getByTestId("contest-refresh").click();
    const row = page.getByTestId("contest-list").locator(`li:has(#contest-${contest.id})`);
    await row.getByRole("button").first().click(); // to join, or when all is over to see the results
    const room = page.getByTestId("contest-room");
    const early = room.getByTestId("countdown").filter({ hasText: "Starts in" });
    const late = room.getByTestId("countdown").filter({ hasText: /End/ });
    const over = room.getByTestId("contest-results").or(room.getByRole("alert"));
    await early.or(late).or(over).first().waitFor();
    if (await early.isVisible()) return { ...contest, questionIds: questions.map(({ id }) => id) };
    await leave(page);
    startsInMs *= 2;
  }
}

async function leave(page: Page) {
  const room = page.getByTestId("contest-room");
  await room.getByRole("button", { name: /^(Leave|Close)$/ }).click();
  await room.waitFor({ state: "detached" });
}

/** Goes to the next question, into its field at once, and tells where the focus is when all is painted. */
async function typeAtOnce() {
  const next = [...document.querySelectorAll("button")].find(
    (b) => b.textContent === "Next question",
  );
  next?.click();
  for (let i = 0; i < 20; i++) await null; // it is rendered in a microtask
  document.querySelector<HTMLElement>("[data-testid=option-text]")?.focus();
  for (let i = 0; i < 3; i++) {
    await new Promise(requestAnimationFrame);
    await new Promise((done) => setTimeout(done));
  }
  return (document.activeElement as HTMLElement | null)?.dataset.testid;
}
