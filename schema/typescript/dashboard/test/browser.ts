import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";

/** Where Chromium is, if it is here. */
export const program = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
].find((path) => path && existsSync(path));
if (!program) {
  if (process.env.CI === "true")
    throw new Error("no Chromium here; install it, or set CHROMIUM_PATH");
  console.warn("SKIPPED: no Chromium here; install it, or set CHROMIUM_PATH");
}

/** How long something that is on its way may take on a slow machine. */
const patience = 120_000;

/** What the page and the browser complained about, since the last look. */
export const complaints: string[] = [];

let browser: Browser;

/** Starts a browser for the tests of a file. None of them may have made a page complain. */
export function useBrowser() {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: program as string,
      args: ["--no-sandbox"],
      timeout: patience,
    });
  });
  afterEach(async () => {
    await closePages(); // before what was said is looked at: nothing comes late, to the next test
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(() => browser?.close());
}

/** Closes what a test has opened, before what it talks to. */
export const closePages = () => Promise.all(browser.contexts().map((context) => context.close()));

/** Opens the dashboard of a gateway as somebody who was never here. */
export async function open(url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(patience);
  await context.addInitScript({ content: axe.source });
  const page = await context.newPage();
  watch(page);
  await page.goto(url);
  return page;
}

/** Writes down what a page complains about. */
export function watch(page: Page) {
  page.on("pageerror", (error) => complaints.push(`${error}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
}

/** Opens the dashboard of a gateway in development mode, as this user. */
export async function openAs(url: string, user: string) {
  const page = await open(url);
  // A socket that is given up while it still opens would be complained about.
  await says(page, "status", "connected as dev");
  await connectAs(page, user);
  return page;
}

/** Goes on as another user. */
export async function connectAs(page: Page, user: string) {
  await page.getByTestId("user").fill(user);
  await page.getByTestId("connect").click();
  await says(page, "status", `connected as ${user}`);
}

/** Waits until the element says this, in whatever case. */
export const says = (page: Page, testid: string, text: string | RegExp) =>
  page.getByTestId(testid).filter({ hasText: text }).first().waitFor();

interface Axe {
  run(): Promise<{
    violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
  }>;
}

/** Nobody is kept out: axe finds nothing serious in light or dark, and no text leaves a phone. */
export async function accessible(page: Page) {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: Axe }).axe.run(),
    );
    const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(
      grave.flatMap(({ id, nodes }) => nodes.map((n) => [id, n.html, n.failureSummary])),
    ).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** Keeps pictures in the folder SCREENSHOTS, for people to look at. */
export async function picture(page: Page, name: string) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  for (const [kind, colorScheme, width] of [
    ["light", "light", 1280],
    ["dark", "dark", 1280],
    ["phone", "light", 360],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `${folder}/${name}-${kind}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 900 });
}
