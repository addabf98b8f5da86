import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { startGateway } from "../../client/test/gateway.js";
import { tokenFor, tokenLasting } from "../../client/test/real.js";
import { Extension, program, scratch, serve } from "./chromium.js";
import { extensionOrigin } from "./origin.js";
import { exam } from "./pages.js";
import { expiredToken } from "./tokens.js";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

describe.skipIf(!program)("the settings", () => {
  test("tell what is wrong, and keep the token to themselves", async () => {
    const it = await Extension.start(await scratch());
    onTestFinished(() => it.context.close());
    const unset = await it.until("connection", ({ status }) => status === "unset");
    expect(unset).toEqual({ status: "unset" });
    const page = await it.open("options.html");
    const outcome = page.getByTestId("outcome");
    const test = async (url: string, token: string) => {
      await page.getByTestId("url").fill(url);
      await page.getByTestId("token").fill(token);
      // What an earlier test came to must not pass for this one's outcome.
      await outcome.evaluate((at) => {
        at.textContent = "";
      });
      await page.getByTestId("test").click();
      await outcome.getByText(/^(?!Testing)./).waitFor();
      return outcome.textContent();
    };
    const gateway = inject("gateway");
    const token = await tokenFor("ada");
    expect(await test("http://127.0.0.1/ws", token)).toBe("Nothing was saved or tried.");
    expect(await page.locator("#url-fault").textContent()).toContain("wss://");
    expect(await test(gateway, "nonsense")).toBe("Nothing was saved or tried.");
    expect(await test(gateway, token)).toBe("It works. You are ada there.");
    expect(await test("ws://127.0.0.1:1/ws", token)).toContain("Nothing answers at 127.0.0.1:1.");
    expect(await test(gateway.replace("/ws", "/healthz"), token)).toContain("not at this path");
    expect(await test(gateway, await expiredToken("ada"))).toContain("token has expired");
    expect(await test(gateway, token.replace(/[^.]+$/, "AAAA"))).toContain("not valid");

    const closed = await startGateway(); // it lets no extension in
    onTestFinished(closed.stop);
    expect(await test(closed.address, token)).toContain(
      `ALLOWED_ORIGINS has to hold ${extensionOrigin}`,
    );

    const other = createServer((_, response) => response.end("another server"));
    new WebSocketServer({ server: other, handleProtocols: () => false });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      other.closeAllConnections();
      other.close();
    });
    const { port } = other.address() as AddressInfo;
    expect(await test(`ws://127.0.0.1:${port}/`, token)).toContain("no Prepwire gateway");

    await test(gateway, token);
    if (process.env.SCREENSHOTS)
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({
          path: join(process.env.SCREENSHOTS, `options-${colorScheme}.png`),
        });
      }
    await page.getByTestId("save").click();
    await outcome.getByText("Saved.").waitFor();
    await it.until("connection", ({ status, name }) => status === "open" && name === "ada");
    await expect.poll(() => it.badge()).toBe("✓");
    expect(await page.getByTestId("token").inputValue()).toBe("");
    expect(await page.content()).not.toContain(token);

    await page.evaluate(await readFile(axe, "utf8"));
    const faults = await page.evaluate(() =>
      (
        globalThis as never as { axe: { run(): Promise<{ violations: { id: string }[] }> } }
      ).axe.run(),
    );
    expect(faults.violations.map(({ id }) => id)).toEqual([]);

    // What is done once the connection is there comes to its end first.
    await it.until("others", () => true);
    await page.getByTestId("clear").click();
    await it.until("connection", ({ status }) => status === "unset");
    expect(await it.worker.evaluate(() => chrome.storage.local.get())).toEqual({});
  });

  test("a token that expires is asked for, and one that lasts is renewed", async () => {
    const it = await Extension.start(await scratch());
    onTestFinished(() => it.context.close());
    await it.set({ url: inject("gateway"), token: await expiredToken("eve") });
    const view = await it.until("connection", ({ status }) => status === "closed");
    expect(view.reason).toBe("token_expired");
    await expect.poll(() => it.badge()).toBe("!");
    await expect.poll(() => it.worker.evaluate(() => chrome.alarms.getAll())).toEqual([]);

    // The last minute of a token is told at once; how long it is waited then is drawn.
    await it.worker.evaluate(() => {
      const { random } = Math;
      Math.random = () => random() / 100;
    });
    const short = await tokenLasting("59s", "eve");
    await it.set({ token: short });
    await it.until("connection", ({ status }) => status === "open");
    const renewed = await it.worker.evaluate(
      (before) =>
        new Promise<string>((resolve) => {
          const look = async () => {
            const { token } = await chrome.storage.local.get("token");
            if (token !== before) resolve(token as string);
          };
          chrome.storage.local.onChanged.addListener(look);
          look();
        }),
      short,
    );
    expect(renewed.split(".")).toHaveLength(3);
    expect((await it.until("connection", () => true)).status).toBe("open");
  });

  test("pages' sides cannot read the token, and command nothing", async () => {
    const { it } = await Extension.connected();
    const page = await it.context.newPage();
    await page.goto(await serve({ "/exam": exam }).then((site) => `${site}/exam`));
    await it.click(page);
    await it.until("page", ({ questions }) => questions.length === 2);
    const read = await it.worker.evaluate(async () => {
      const [tab] = await chrome.tabs.query({ active: true });
      const [done] = await chrome.scripting.executeScript({
        target: { tabId: tab?.id ?? 0 },
        func: () =>
          Promise.all(
            [chrome.storage.local, chrome.storage.session].map((area) =>
              area.get().then(
                () => "read",
                () => "refused",
              ),
            ),
          ),
      });
      return done?.result;
    });
    expect(read).toEqual(["refused", "refused"]);

    // What they tell comes in order: had the wish been granted, nothing would be found after it.
    await it.worker.evaluate(async () => {
      const [tab] = await chrome.tabs.query({ active: true });
      await chrome.scripting.executeScript({
        target: { tabId: tab?.id ?? 0 },
        func: () => {
          for (const message of [
            { kind: "pause", paused: true },
            { kind: "found", questions: [{ text: "Who may say this?" }, 7, null] },
          ])
            chrome.runtime.sendMessage(message);
        },
      });
    });
    const told = await it.until("page", ({ questions }) => questions.length === 1);
    expect(told.questions).toEqual([{ text: "Who may say this?" }]);
    expect(await it.worker.evaluate(() => chrome.storage.session.get("paused"))).toEqual({});
  });
});
