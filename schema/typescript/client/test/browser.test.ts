import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { tokenFor, tokenLasting } from "./real.js";

const program = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);
if (!program) {
  if (process.env.CI === "true")
    throw new Error("no Chromium here; install it, or set CHROMIUM_PATH");
  console.warn("SKIPPED: no Chromium here; install it, or set CHROMIUM_PATH");
}

describe.skipIf(!program)("in Chromium", () => {
  let browser: Browser;
  let page: Page;
  let script: string;
  const complaints: string[] = [];

  async function newPage(context: BrowserContext) {
    const made = await context.newPage();
    made.setDefaultTimeout(120_000);
    made.on("pageerror", (error) => complaints.push(`${error}`));
    await made.goto(inject("gateway").replace("ws:", "http:").replace("/ws", "/healthz"));
    await made.addScriptTag({ content: script });
    return made;
  }

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL("page.ts", import.meta.url))],
      bundle: true,
      write: false,
      format: "iife",
      target: "es2022",
    });
    browser = await chromium.launch({
      executablePath: program as string,
      args: ["--no-sandbox"],
      timeout: 120_000,
    });
    script = outputFiles[0]?.text ?? "";
    page = await newPage(await browser.newContext({ bypassCSP: true }));
  });

  afterAll(() => browser?.close());

  type Pages = Record<string, (...args: unknown[]) => unknown>;
  const askIn = <R>(where: Page, name: string, ...args: unknown[]) =>
    where.evaluate(([what, all]) => (globalThis as unknown as Pages)[what]?.(...all), [
      name,
      args,
    ] as const) as Promise<R>;
  const ask = <R>(name: string, ...args: unknown[]) => askIn<R>(page, name, ...args);

  test("calls wait for a connection", async () => {
    expect(await ask("queue", await tokenFor(randomUUID()))).toBe(100);
  });

  test("50 breaks lose no event and double none", async () => {
    const { made, got, status, sockets } = await ask<{
      made: string[];
      got: string[];
      status: string;
      sockets: number;
    }>("breaks", await tokenFor(randomUUID()), 50);
    expect(got).toEqual(made);
    expect(new Set(got).size).toBe(50);
    expect(status).toBe("open");
    expect(sockets).toBeGreaterThanOrEqual(50); // more when they come faster than the rate allows
  });

  test("a call tells its progress, and can be cancelled", async () => {
    const { stages, name } = await ask<{ stages: number; name: string }>(
      "progressAndCancel",
      await tokenFor(randomUUID()),
    );
    expect(stages).toBeGreaterThan(0);
    expect(name).toBe("AbortError");
  });

  test("a token is renewed on the open socket", async () => {
    const user = randomUUID();
    // Of the first the last minute begins at once; the next one is made when it is asked for.
    let renewals = 0;
    await page.exposeFunction("nextToken", (isOpen: boolean) => {
      if (isOpen) renewals++;
      return tokenLasting(isOpen ? "10m" : "59s", user);
    });
    expect(await ask("renewal")).toEqual({ same: true });
    expect(renewals).toBe(1);
  });

  test("two tabs with one token hear the same, and closing one leaves the other alone", async () => {
    interface Heard {
      heard: { event: string; offset: number; by?: string; id?: string }[];
      status: string;
      connectionId: string;
    }
    const context = await browser.newContext({ bypassCSP: true });
    const tabs = [await newPage(context), await newPage(context)] as const;
    const token = await tokenFor(randomUUID());
    const ids = await Promise.all(tabs.map((tab) => askIn<string>(tab, "openTab", token)));
    expect(new Set(ids).size).toBe(2);
    const call = (tab: Page, method: string, params: object) => askIn(tab, "inTab", method, params);
    const generate = (tab: Page) =>
      call(tab, "question.generate", { examType: "SAT", subject: "math", skill: "ALG1" });
    /** Both have heard everything up to a last event, each once and in order. */
    const agree = async (last: string) => {
      const state = { isActive: false };
      await call(tabs[1], "extension.sync", { extensionId: last, state });
      const [one, other] = await Promise.all(
        tabs.map((tab) => askIn<Heard>(tab, "heardUntil", "extension.stateChanged", last)),
      );
      expect(other?.heard).toEqual(one?.heard);
      const offsets = one?.heard.map(({ offset }) => offset) ?? [];
      const [first = 0] = offsets;
      expect(offsets).toEqual(offsets.map((_, i) => first + i));
      return one?.heard ?? [];
    };

    await call(tabs[0], "session.start", { kind: "practice" });
    await Promise.all([generate(tabs[0]), generate(tabs[1])]);
    const by = (await agree("first")).map(
      (event) => event.event === "question.generated" && event.by,
    );
    for (const id of ids) expect(by).toContain(id);

    for (let i = 0; i < 5; i++) {
      await askIn(tabs[0], "breakTab"); // the other one goes on meanwhile
      await generate(tabs[1]);
    }
    const all = await agree("second");
    expect(all.filter(({ event }) => event === "question.generated")).toHaveLength(7);
    const still = await askIn<Heard>(tabs[1], "heardUntil", "extension.stateChanged", "second");
    expect(still).toMatchObject({ status: "open", connectionId: ids[1] });

    const before = await askIn<Heard>(tabs[0], "heardUntil", "extension.stateChanged", "second");
    await tabs[1].close();
    const after = await askIn<Heard>(tabs[0], "heardUntil", "session.deviceLeft", ids[1]);
    expect(after).toMatchObject({ status: "open", connectionId: before.connectionId });
    await generate(tabs[0]);
    await call(tabs[0], "extension.sync", { extensionId: "third", state: { isActive: false } });
    const end = await askIn<Heard>(tabs[0], "heardUntil", "extension.stateChanged", "third");
    expect(end.heard.filter(({ event }) => event === "question.generated")).toHaveLength(8);
    expect(end).toMatchObject({ status: "open", connectionId: before.connectionId });
    await context.close();
  });

  test("what goes wrong shows in the state, and nothing is thrown", async () => {
    expect(await ask("refusals", await tokenFor(randomUUID()))).toEqual({
      states: ["token_invalid", "unreachable", "unsupported"],
      reason: "closed",
    });
    expect(complaints).toEqual([]);
  });
});
