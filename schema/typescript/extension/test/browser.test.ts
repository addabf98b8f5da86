import { describe, expect, test } from "vitest";
import { realClient } from "../../client/test/real.js";
import { Extension, program, serve } from "./chromium.js";
import { exam, hostile } from "./pages.js";

describe.skipIf(!program)("on a page that the user chose", () => {
  test("the gateway is told of the questions, and of changes of the page", async () => {
    const { it, user } = await Extension.connected();
    const watcher = await realClient(user);
    await watcher.system.ping();
    const changes = watcher.events("extension.stateChanged");
    const site = await serve({ "/exam": exam, "/exam?secret=1": exam });
    const page = await it.context.newPage();
    await page.goto(`${site}/exam?secret=1`);
    expect((await watcher.extension.state()).items).toEqual([]); // not chosen yet
    await it.click(page);
    const questions = [
      {
        text: "A train goes 60 km in 40 minutes. How fast is it, in km/h?",
        options: ["60", "80", "90", "100"],
      },
      { text: "Is every square a rhombus?", options: ["Yes", "No"] },
    ];
    const first = (await changes.next()).value;
    expect(first.state).toEqual({
      isActive: true,
      currentUrl: `${site}/exam`,
      detectedQuestions: questions,
    });
    await expect.poll(() => it.badge()).toBe("2");

    await page.evaluate(() => {
      const more = document.createElement("p");
      more.textContent = "9. What is 3 + 4?";
      document.body.append(more);
    });
    const second = (await changes.next()).value;
    expect(second.state.detectedQuestions).toEqual([...questions, { text: "What is 3 + 4?" }]);
    expect(second.version).toBe(first.version + 1);

    // What is known of the version is behind: ours is made on top of what is kept.
    await it.worker.evaluate(() => chrome.storage.session.set({ version: 0 }));
    await page.evaluate(() => document.querySelector("form")?.remove());
    const third = (await changes.next()).value;
    expect(third.state.detectedQuestions).toEqual([questions[0], { text: "What is 3 + 4?" }]);
    expect(third.version).toBe(second.version + 1);

    // Another device stops it: that is obeyed, shown, and not contradicted.
    const { extensionId } = first;
    await watcher.extension.sync({
      extensionId,
      state: { isActive: false },
      version: third.version + 1,
    });
    expect(await it.until("paused", (paused) => paused === "elsewhere")).toBe("elsewhere");
    await page.evaluate(() => document.body.append("11. What is 5 + 6?"));
    const panel = await it.open("panel.html");
    await panel.getByTestId("count").getByText("Paused by another of your devices.").waitFor();
    const kept = await watcher.extension.state();
    expect(kept.items[0]).toMatchObject({
      version: third.version + 1,
      state: { isActive: false },
    });

    // The user goes on here.
    await panel.getByRole("button", { name: "Go on" }).click();
    await it.until("page", (view) => !view.gone && view.questions.length === 3);
    await page.close();
    await it.until("page", (view) => view.gone && view.synced === view.turn);
    const end = (await watcher.extension.state()).items[0];
    expect(end?.state).toEqual({ isActive: false });
    expect(it.complaints).toEqual([]);
  });

  test("a click counts though Chrome lets the extension in late, and says nothing about the badge", async () => {
    const { it } = await Extension.connected();
    await it.worker.evaluate(() => {
      const inject = chrome.scripting.executeScript;
      let calls = 0;
      chrome.scripting.executeScript = ((what: never) =>
        ++calls < 4 ? Promise.reject(new Error("Cannot access")) : inject(what)) as never;
      chrome.action.setBadgeText = (() => new Promise(() => {})) as never;
    });
    const page = await it.context.newPage();
    await page.goto(`${await serve({ "/exam": exam })}/exam`);
    await it.click(page);
    const { questions } = await it.until("page", ({ turn, synced }) => turn > 0 && synced === turn);
    expect(questions).toHaveLength(2);
  });

  test("a hostile page injects nothing, and does not hold the browser up", async () => {
    const { it, user } = await Extension.connected();
    const site = await serve({ "/": hostile });
    const page = await it.context.newPage();
    const thrown: string[] = [];
    page.on("pageerror", (error) => thrown.push(`${error}`));
    await page.goto(site);
    await it.click(page);
    const view = await it.until(
      "page",
      ({ questions, synced, turn }) => questions.length && synced === turn,
    );
    expect(view.questions.slice(0, 2)).toEqual([
      {
        text: `Which of these is prime, <img src=x onerror="window.pwned='img'">?`,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what stands there
        options: ["<script>window.pwned='script'</script>", "javascript:pwned=1", "${pwned=1}"],
      },
      { text: "Which text has unseen letters in it?", options: ["o ne", "two", "three"] },
    ]);
    expect(view.questions.length).toBeLessThanOrEqual(50);
    const watcher = await realClient(user);
    const [kept] = (await watcher.extension.state()).items;
    expect(kept?.state.detectedQuestions).toEqual(view.questions);

    const panel = await it.open("panel.html");
    await panel.getByTestId("questions").getByText("onerror").waitFor();
    expect(await panel.locator("section img, section script").count()).toBe(0);
    await page.bringToFront();
    const before = await page.evaluate(() => (window as { alive?: number }).alive ?? 0);
    const alive = await page.evaluate(
      (n) =>
        new Promise<number>((resolve) => {
          const look = () => {
            const now = (window as { alive?: number }).alive ?? 0;
            now > n + 10 ? resolve(now) : setTimeout(look, 20);
          };
          look();
        }),
      before,
    );
    expect(alive).toBeGreaterThan(before);
    expect(await page.evaluate(() => (window as { pwned?: string }).pwned)).toBeUndefined();
    expect([...thrown, ...it.complaints]).toEqual([]);
  });
});
