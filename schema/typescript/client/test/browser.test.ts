import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
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
  const complaints: string[] = [];

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
    page = await (await browser.newContext({ bypassCSP: true })).newPage();
    page.setDefaultTimeout(120_000);
    page.on("pageerror", (error) => complaints.push(`${error}`));
    await page.goto(inject("gateway").replace("ws:", "http:").replace("/ws", "/healthz"));
    await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
  });

  afterAll(() => browser?.close());

  type Pages = Record<string, (...args: unknown[]) => unknown>;
  const ask = <R>(name: string, ...args: unknown[]) =>
    page.evaluate(([what, all]) => (globalThis as unknown as Pages)[what]?.(...all), [
      name,
      args,
    ] as const) as Promise<R>;

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
    expect(sockets).toBe(50);
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
    // Of the first the last minute begins at once; the next ones are made when they are asked for.
    let asked = 0;
    await page.exposeFunction("nextToken", () => tokenLasting(asked++ ? "10m" : "59s", user));
    expect(await ask("renewal")).toEqual({ same: true });
    expect(asked).toBe(2);
  });

  test("what goes wrong shows in the state, and nothing is thrown", async () => {
    expect(await ask("refusals", await tokenFor(randomUUID()))).toEqual({
      states: ["token_invalid", "unreachable", "unsupported"],
      reason: "closed",
    });
    expect(complaints).toEqual([]);
  });
});
