import { randomUUID } from "node:crypto";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { realClient } from "../../client/test/real.js";
import { accessible, complaints, launch, open, openAs, picture, program, says } from "./browser.js";
import { PublicGateway } from "./gateways.js";
import { slowModel } from "./model.js";

/** What would run, were it markup. */
const hostile = `<img src=x onerror="document.title='broken into'"><script>alert(1)</script>`;

describe.skipIf(!program)("the dashboard", () => {
  let browser: Browser;
  const url = () => inject("gateway").replace("ws:", "http:").replace(/ws$/, "");

  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  const close = () => Promise.all(browser.contexts().map((context) => context.close()));
  afterEach(async () => {
    await close(); // before what was said is looked at: nothing comes late, to the next test
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(() => browser?.close());

  test("connects by itself, makes questions and judges answers", async () => {
    const page = await open(browser, url());
    await says(page, "status", /connected as dev/i);
    expect(await page.getByTestId("token").inputValue()).not.toBe("");

    await page.getByTestId("user").fill(randomUUID());
    await page.getByTestId("connect").click();
    await says(page, "figures", /0\s*Answered|Answered\s*0/);
    await page.getByTestId("generate-subject").selectOption("math");
    await page.getByTestId("generate-difficulty").selectOption("easy");
    await page.getByTestId("generate-count").selectOption("2");
    await page.getByTestId("generate").click();
    await page.getByTestId("question").waitFor();
    await page.getByTestId("hint").click();
    await page.getByTestId("hints").locator("li").waitFor();

    await page.getByTestId("option-A").click();
    await says(page, "answer-result", /correct/i);
    expect(await focused(page, "answer-result")).toBe(true);
    await says(page, "figures", /1\s*Answered|Answered\s*1/);
    await page.getByTestId("mastery").waitFor();

    // The rest by keyboard: a letter chooses, arrows change it, Enter answers.
    const verdict = await page.getByTestId("answer-result").textContent();
    await page.getByRole("button", { name: "Next question" }).press("Enter");
    await page.getByText("Question 2 of 2").waitFor();
    await page.getByRole("button", { name: "Back" }).click();
    expect(await page.getByTestId("answer-result").textContent()).toBe(verdict);
    await page.getByRole("button", { name: "Next question" }).click();
    await page.getByText("Question 2 of 2").waitFor();
    await page.keyboard.press("b");
    expect(await page.getByTestId("option-B").isChecked()).toBe(true);
    await page.keyboard.press("ArrowDown");
    expect(await page.getByTestId("option-C").isChecked()).toBe(true);
    expect(await page.getByTestId("answer-result").count()).toBe(0);
    await page.keyboard.press("Enter");
    await says(page, "answer-result", /correct/i);
    await says(page, "figures", /2\s*Answered|Answered\s*2/);

    await page.getByTestId("coaching-text").fill("How do I go on?");
    await page.getByTestId("coaching-send").click();
    await says(page, "coaching-mute", "no model");
    await accessible(page);
    await picture(page, "practice");
  }, 60_000);

  test("takes part in a contest, and the board moves", async () => {
    const organizer = await realClient(randomUUID(), { roles: "organizer,author" });
    const rival = await realClient("rival");
    const page = await openAs(browser, url(), randomUUID());
    const contest = await counting(organizer, { startsInMs: 4_000, durationMs: 15_000 });
    await rival.contest.register({ contestId: contest.id });
    await join(page, contest.id);
    await rival.contest.join({ contestId: contest.id });
    await page.getByTestId("question").waitFor({ timeout: 20_000 });

    const answer = (n: number) =>
      rival.contest.submitAnswer({
        contestId: contest.id,
        questionId: contest.questionIds[n] as string,
        answer: `${n + 1}`,
      });
    const rows = page.getByTestId("leaderboard").locator("tbody tr");
    await answer(0);
    await rows.filter({ hasText: "rival" }).filter({ hasText: "1" }).waitFor();

    for (const n of [0, 1]) {
      await page.getByTestId("option-text").fill(`${n + 1}`);
      await page.keyboard.press("Enter");
      await says(page, "contest-answer-result", "Correct.");
      if (n === 0) expect(await page.evaluate(typeAtOnce)).toBe("option-text");
    }
    await says(page, "standing", "Rank 1");
    await rows.first().filter({ hasText: "(you)" }).waitFor();
    await rows.nth(1).filter({ hasText: "rival" }).waitFor();
    await accessible(page);
    await picture(page, "contest");

    await page.getByTestId("contest-results").waitFor({ timeout: 30_000 });
    await says(page, "contest-results", "rank 1 with 2 points");
    await accessible(page);
    await picture(page, "results");
  }, 90_000);

  test("moves on with a live contest", async () => {
    const organizer = await realClient(randomUUID(), { roles: "organizer,author" });
    const page = await openAs(browser, url(), randomUUID());
    const contest = await counting(organizer, {
      startsInMs: 5_000,
      pacing: "live",
      gapMs: 500,
      timeLimitMs: 5_000,
    });
    await join(page, contest.id);
    await says(page, "countdown", "Starts in");
    await page.getByText("What is 1 + 0?").waitFor();
    await says(page, "closes", /closes in 0:0[1-5]/);
    await page.getByTestId("option-text").fill("1");
    await page.keyboard.press("Enter");
    await says(page, "contest-answer-result", "Correct.");
    await page.getByText("What is 2 + 0?").waitFor();
    await says(page, "closes", /closes in 0:0[1-5]/);
  }, 60_000);

  test("follows other devices, the coach and the extension", async () => {
    const user = randomUUID();
    const page = await openAs(browser, url(), user);
    await page.getByTestId("session-start").click();
    await says(page, "devices", "(this one)");
    const phone = await realClient(user, { device: "phone", roles: "student,author" });
    await says(page, "devices", "phone");

    // Three wrong in a row on a skill make the coach speak.
    await says(page, "coaching-unread", "0");
    for (const n of [1, 2, 3]) {
      const { id } = await phone.question.create({
        examType: "SAT",
        subject: "math",
        skill: "ALG1",
        difficulty: "easy",
        questionType: "short-answer",
        stem: `What is ${n}?`,
        correctAnswer: `${n}`,
        explanation: "Read it.",
      });
      await phone.question.answer({ questionId: id, answer: "0", timeSpentMs: 60_000 });
    }
    await says(page, "coaching-unread", /^[1-9]/);
    await accessible(page);
    await page.getByRole("button", { name: "Mark all as read" }).click();
    await says(page, "coaching-unread", "0");

    await phone.question.generate({ examType: "SAT", subject: "math", skill: "PSD5" });
    await page.getByText("Question 1 of 1").waitFor();
    const admin = await realClient(randomUUID(), { roles: "admin" });
    await admin.admin.broadcast({ message: hostile, level: "warning" });
    await says(page, "news", hostile);

    await phone.extension.sync({
      extensionId: "ext",
      state: { isActive: true, currentUrl: hostile, detectedQuestions: [{ text: hostile }] },
    });
    await says(page, "extensions", hostile);
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await page.title()).toBe("Prepwire");
    await picture(page, "devices");
    phone.close();
    await page.getByTestId("devices").getByText("phone").waitFor({ state: "detached" });
    await page.getByTestId("session-end").click();
    await says(page, "session-summary", "0 of 3 right");
  }, 60_000);

  test("takes a token for the public, and comes back after a restart", async () => {
    const gateway = new PublicGateway();
    await gateway.start();
    try {
      const page = await open(browser, gateway.url);
      await says(page, "status", "Not connected");
      await accessible(page);
      await picture(page, "first");
      await page.getByTestId("token").fill("none.such.token");
      await page.getByTestId("connect").click();
      await says(page, "status", "not valid");
      const kept = () => page.evaluate(() => sessionStorage.getItem("prepwire.token"));
      expect(await kept()).toBeNull();
      const given = await gateway.tokenFor("alice", "10s"); // to be renewed at once
      await page.getByTestId("token").fill(given);
      await page.getByTestId("connect").click();
      await says(page, "status", "Connected as alice");
      await page.waitForFunction((old) => sessionStorage.getItem("prepwire.token") !== old, given);
      await says(page, "latency", "ms");
      await says(page, "recovered", "none yet");

      await gateway.stop();
      await says(page, "status", "Reconnecting");
      await accessible(page);
      complaints.length = 0; // the browser tells of each try
      await gateway.start();
      await page.evaluate(() => dispatchEvent(new Event("online"))); // the next try is due in up to 10 s
      await says(page, "status", "Connected as alice");
      await says(page, "reconnects", "1");
      await says(page, "recovered", "recovered");
      complaints.length = 0;
      const renewed = await kept();
      await page.reload(); // the token stays with the tab
      await says(page, "status", "Connected as alice");
      expect(await kept()).toBe(renewed);

      await page.getByTestId("disconnect").click();
      await says(page, "status", "You disconnected");
      expect(await kept()).toBeNull();
      expect(await page.getByTestId("token").inputValue()).toBe("");
      await page.reload();
      await says(page, "status", "Not connected");
    } finally {
      await close();
      await gateway.end();
      complaints.length = 0; // the browser tells of each try
    }
  }, 60_000);

  test("shows what the coach writes while it is written", async () => {
    const model = await slowModel("Begin with ", "the brackets.");
    const gateway = new PublicGateway(model.env);
    await gateway.start();
    try {
      const page = await open(browser, gateway.url);
      await page.getByTestId("token").fill(await gateway.tokenFor("alice"));
      await page.getByTestId("connect").click();
      await page.getByTestId("coaching-text").fill("How do I begin?");
      await page.getByTestId("coaching-send").click();
      await says(page, "coaching-streaming", "Begin with");
      await accessible(page);
      model.goOn();
      await says(page, "messages", "Begin with the brackets.");
      await says(page, "messages", "How do I begin?");
      await says(page, "coaching-unread", "1");
      await page.getByTestId("coaching-streaming").waitFor({ state: "detached" });
    } finally {
      await close(); // a page whose gateway goes away complains
      model.end();
      await gateway.end();
    }
  }, 60_000);

  test("fits a phone", async () => {
    const page = await open(browser, url(), { viewport: { width: 360, height: 740 } });
    await says(page, "status", /connected as/i);
    await page.getByTestId("generate").click();
    await page.getByTestId("question").waitFor();
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBe(360);
    await accessible(page);
    // Words that are wider than the page: of a question, and of a contest.
    const author = await realClient(randomUUID(), { roles: "author,organizer" });
    const word = "Supercalifragilistic".repeat(5);
    const { id } = await author.question.create({
      examType: "SAT",
      subject: "math",
      difficulty: "easy",
      questionType: "multiple-choice",
      stem: `What is ${word}?`,
      options: ["A", "B", "C"].map((letter) => ({ id: letter, text: `${letter} ${word}` })),
      correctAnswer: "A",
      explanation: word,
    });
    await author.contest.create({
      title: word,
      questions: [{ questionId: id }],
      startTime: new Date(Date.now() + 2_000).toISOString(),
      durationMs: 600_000,
    });
    await page.getByTestId("contest-refresh").click();
    await page.getByTestId("contest-list").getByText(word).waitFor();
    expect(await width()).toBe(360);
    await page
      .getByTestId("contest-list")
      .locator("li", { hasText: word })
      .getByTestId("contest-join")
      .click();
    await says(page, "contest-room", `A ${word}`);
    expect(await width()).toBe(360);
  }, 60_000);
});

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

type Page = Awaited<ReturnType<typeof open>>;

const focused = (page: Page, testid: string) =>
  page.getByTestId(testid).evaluate((element) => element === document.activeElement);

async function join(page: Page, contestId: string) {
  await page.getByTestId("contest-refresh").click();
  await page.locator(`[data-testid=contest-join][data-contest="${contestId}"]`).click();
  await says(page, "countdown", "Starts in");
}

/** A contest of two questions, whose answers are 1 and 2. */
async function counting(
  organizer: Awaited<ReturnType<typeof realClient>>,
  options: {
    startsInMs: number;
    durationMs?: number;
    pacing?: "live";
    gapMs?: number;
    timeLimitMs?: number;
  },
) {
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
  const { startsInMs, timeLimitMs, ...rest } = options;
  const limit = timeLimitMs === undefined ? {} : { timeLimitMs };
  const contest = await organizer.contest.create({
    title: "Counting",
    questions: questions.map(({ id }) => ({ questionId: id, ...limit })),
    startTime: new Date(Date.now() + startsInMs).toISOString(),
    ...rest,
  });
  return { ...contest, questionIds: questions.map(({ id }) => id) };
}
