import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { describe, expect, inject, test } from "vitest";
import { slowModel } from "../../client/test/model.js";
import { contestSoon, realClient } from "../../client/test/real.js";
import { threeWrong } from "./answers.js";
import {
  accessible,
  closePages,
  complaints,
  connectAs,
  open,
  openAs,
  picture,
  program,
  says,
  useBrowser,
  watch,
} from "./browser.js";
import { PublicGateway } from "./gateways.js";

/** What would run, were it markup. */
const hostile = `<img src=x onerror="document.title='broken into'"><script>alert(1)</script>`;

describe.skipIf(!program)("the dashboard", () => {
  const url = () => inject("gateway").replace("ws:", "http:").replace(/ws$/, "");
  useBrowser();

  test("connects by itself, makes questions and judges answers", async () => {
    const page = await open(url());
    await says(page, "status", /connected as dev/i);
    await expect.poll(() => page.getByTestId("token").inputValue()).not.toBe("");

    await connectAs(page, randomUUID());
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
    await expect.poll(() => focused(page, "answer-result")).toBe(true);
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
    await expect.poll(() => page.getByTestId("option-B").isChecked()).toBe(true);
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.getByTestId("option-C").isChecked()).toBe(true);
    expect(await page.getByTestId("answer-result").count()).toBe(0);
    await page.keyboard.press("Enter");
    await says(page, "answer-result", /correct/i);
    await says(page, "figures", /2\s*Answered|Answered\s*2/);

    await page.getByTestId("coaching-text").fill("How do I go on?");
    await page.getByTestId("coaching-send").click();
    await says(page, "coaching-mute", "no model");
    await accessible(page);
    await picture(page, "practice");
  });

  test("follows other devices, the coach and the extension", async () => {
    const user = randomUUID();
    const page = await openAs(url(), user);
    await page.getByTestId("session-start").click();
    await says(page, "devices", "(this one)");
    const phone = await realClient(user, { device: "phone", roles: "student,author" });
    await says(page, "devices", "phone");

    // Three wrong in a row on a skill make the coach speak.
    await says(page, "coaching-unread", "0");
    await threeWrong(phone);
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
  });

  test("in two tabs shows the same, and closing one leaves the other alone", async () => {
    const user = randomUUID();
    const one = await openAs(url(), user);
    const other = await one.context().newPage();
    watch(other);
    await other.goto(url()); // the browser knows who it was
    await says(other, "status", `connected as ${user}`);
    await one.getByTestId("session-start").click();
    for (const tab of [one, other])
      await expect.poll(() => tab.getByTestId("devices").locator("li").count()).toBe(2);

    await other.getByTestId("generate").click();
    await other.getByTestId("question").waitFor();
    await one.getByText("Question 1 of 1").waitFor();
    const id = await other.getByTestId("question").getAttribute("data-question");
    expect(await one.getByTestId("question").getAttribute("data-question")).toBe(id);
    await one.getByTestId("option-A").click();
    for (const tab of [one, other]) {
      await says(tab, "figures", /1\s*Answered|Answered\s*1/);
      await tab.getByTestId("mastery").waitFor();
    }

    await other.close();
    await expect.poll(() => one.getByTestId("devices").locator("li").count()).toBe(1);
    await says(one, "devices", "(this one)");
    await says(one, "reconnects", /^0$/);
    await one.getByTestId("session-end").click();
    await says(one, "session-summary", /[01] of 1 right/);
    await says(one, "status", `connected as ${user}`);
  });

  test("takes a token for the public, and comes back after a restart", async () => {
    const gateway = new PublicGateway();
    await gateway.start();
    try {
      const page = await open(gateway.url);
      await says(page, "status", "Not connected");
      await accessible(page);
      await picture(page, "first");
      await page.getByTestId("token").fill("none.such.token");
      await page.getByTestId("connect").click();
      await says(page, "status", "not valid");
      const kept = () => page.evaluate(() => sessionStorage.getItem("prepwire.token"));
      await expect.poll(kept).toBeNull();
      // The last minute of a token is told at once; how long it is waited then is drawn.
      const given = await gateway.tokenFor("alice", "59s");
      await page.evaluate(() => {
        const { random } = Math;
        Math.random = () => random() / 100;
      });
      await page.getByTestId("token").fill(given);
      await page.getByTestId("connect").click();
      await says(page, "status", "Connected as alice");
      await expect.poll(kept).not.toBe(given);
      await page.reload(); // the token stays with the tab
      await says(page, "status", "Connected as alice");
      expect(issued(await kept())).toBeGreaterThan(issued(given));

      const lasting = await gateway.tokenFor("bob");
      await page.getByTestId("token").fill(lasting);
      await page.getByTestId("connect").click();
      await says(page, "status", "Connected as bob");
      await says(page, "latency", "ms");
      await says(page, "recovered", "none yet");

      await gateway.stop();
      await says(page, "status", "Reconnecting");
      await accessible(page);
      await gateway.start();
      await page.evaluate(() => dispatchEvent(new Event("online"))); // the next try is due in up to 10 s
      await says(page, "status", "Connected as bob");
      await says(page, "reconnects", "1");
      // This gateway has no Redis: what was live is gone with the process.
      await says(page, "recovered", /^not recovered: the state was fetched anew/);
      await page.reload();
      await says(page, "status", "Connected as bob");
      expect(await kept()).toBe(lasting);

      await page.getByTestId("disconnect").click();
      await says(page, "status", "You disconnected");
      await expect.poll(kept).toBeNull();
      await expect.poll(() => page.getByTestId("token").inputValue()).toBe("");
      await page.reload();
      await says(page, "status", "Not connected");
    } finally {
      await closePages();
      await gateway.end();
      complaints.length = 0; // the browser tells of each try
    }
  });

  test("shows what the coach writes while it is written", async () => {
    const model = await slowModel("Begin with ", "the brackets.");
    const gateway = new PublicGateway(model.env);
    await gateway.start();
    try {
      const page = await open(gateway.url);
      await page.getByTestId("token").fill(await gateway.tokenFor("alice"));
      await page.getByTestId("connect").click();
      await says(page, "status", "Connected as alice");
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
      await closePages(); // a page whose gateway goes away complains
      await gateway.end();
    }
  });

  test("fits a phone", async () => {
    const page = await open(url(), { viewport: { width: 360, height: 740 } });
    await says(page, "status", /connected as/i);
    await page.getByTestId("generate").click();
    await page.getByTestId("question").waitFor();
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(width).toBe(360);
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
    const questions = [{ questionId: id }];
    await contestSoon(author, { title: word, questions, durationMs: 3_600_000 }, 1_000);
    await page.getByTestId("contest-refresh").click();
    await page.getByTestId("contest-list").getByText(word).waitFor();
    await expect.poll(width).toBe(360);
    await page
      .getByTestId("contest-list")
      .locator("li", { hasText: word })
      .getByTestId("contest-join")
      .click();
    await says(page, "contest-room", `A ${word}`);
    await expect.poll(width).toBe(360);
  });
});

/** When a token was issued, in seconds. */
const issued = (token: string | null) =>
  JSON.parse(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString()).iat;

const focused = (page: Page, testid: string) =>
  page.getByTestId(testid).evaluate((element) => element === document.activeElement);
