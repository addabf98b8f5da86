import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BrowserContext,
  type CDPSession,
  chromium,
  type Page,
  type Worker,
} from "playwright-core";
import { inject, onTestFinished } from "vitest";
import { tokenFor } from "../../client/test/real.js";
import { dist, extensionId } from "./origin.js";
import { Remote } from "./remote.js";

/** Chromium, or undefined where there is none. In CI that is an error. */
export const program = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
].find((path) => path && existsSync(path)) as string;
if (!program) {
  if (process.env.CI === "true")
    throw new Error("no Chromium here; install it, or set CHROMIUM_PATH");
  console.warn("SKIPPED: no Chromium here; install it, or set CHROMIUM_PATH");
}

/** The fake model; only `go test ./schema/typescript` starts one. */
export const model = !!process.env.PREPWIRE_MODEL;
if (!model) {
  if (process.env.CI === "true") throw new Error("no model here; run go test ./schema/typescript");
  console.warn("SKIPPED: no model here; run go test ./schema/typescript");
}

/** How long something that is on its way may take on a slow machine. */
export const patience = 120_000;

export const flags = [
  "--no-sandbox",
  `--disable-extensions-except=${dist}`,
  `--load-extension=${dist}`,
];

/** A folder of this test's own. */
export async function scratch(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "prepwire-chromium-"));
  // A browser that was ended may still write for a moment.
  onTestFinished(() => rm(dir, { recursive: true, force: true, maxRetries: 50 }));
  return dir;
}

/** A browser with the extension as it is shipped, and what a test does with it. */
export class Extension {
  private constructor(
    readonly context: BrowserContext,
    readonly worker: Worker,
    readonly browser: CDPSession,
    readonly complaints: string[],
  ) {}

  static async start(profile: string, dark = false): Promise<Extension> {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: program,
      headless: true,
      timeout: patience,
      viewport: { width: 900, height: 700 },
      colorScheme: dark ? "dark" : "light",
      args: [...flags, "--enable-unsafe-extension-debugging"],
    });
    context.setDefaultTimeout(patience);
    const complaints: string[] = [];
    context.on("console", (said) => {
      if (said.type() === "error") complaints.push(said.text());
    });
    context.on("weberror", (thrown) => complaints.push(`${thrown.error()}`));
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    const browser = await context.browser()?.newBrowserCDPSession();
    if (!browser) throw new Error("no browser to talk to");
    return new Extension(context, worker, browser, complaints);
  }

  /** A browser whose extension is connected as a new user, who is returned too. */
  static async connected(url = inject("gateway")): Promise<{ it: Extension; user: string }> {
    const user = randomUUID();
    const it = await Extension.start(await scratch());
    onTestFinished(() => it.context.close());
    await it.set({ url, token: await tokenFor(user, "student", url) });
    await it.until("connection", ({ status }) => status === "open");
    return { it, user };
  }

  /** What the icon says. */
  badge(): Promise<string> {
    return this.worker.evaluate(() => chrome.action.getBadgeText({}));
  }

  set(settings: Record<string, string>) {
    return this.worker.evaluate((all) => chrome.storage.local.set(all), settings);
  }

  /** Opens one of the extension's own pages in a tab. */
  async open(name: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(`chrome-extension://${extensionId}/${name}`);
    return page;
  }

  /** Waits until something that the worker keeps is as it should be. */
  // biome-ignore lint/suspicious/noExplicitAny: each key has another type
  async until(key: string, good: (value: any) => boolean, page?: Page): Promise<any> {
    const look = (k: string) => chrome.storage.session.get(k).then((all) => all[k]);
    const change = (k: string) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000);
        chrome.storage.session.onChanged.addListener(function heard(changes) {
          if (!(k in changes)) return;
          chrome.storage.session.onChanged.removeListener(heard);
          clearTimeout(timer);
          resolve();
        });
      });
    const within = (page ?? this.worker) as Page;
    for (const end = Date.now() + patience; ; ) {
      const changed = within.evaluate(change, key).catch(() => {});
      const value = await within.evaluate(look, key);
      if (value !== undefined && good(value)) return value;
      if (Date.now() > end) throw new Error(`${key} is still ${JSON.stringify(value)}`);
      await changed;
    }
  }

  /**
   * Lets the extension ask for a site without the user being asked, whom nobody
   * could play without a screen: Chrome takes it as granted on its own page.
   */
  async allow(site: string) {
    const page = await this.context.newPage();
    await page.goto("chrome://extensions");
    await page.evaluate(
      ([id, host]) =>
        new Promise<void>((resolve) =>
          // biome-ignore lint/suspicious/noExplicitAny: an interface of Chrome's own page
          (chrome as any).developerPrivate.addHostPermission(id, host, resolve),
        ),
      [extensionId, site] as const,
    );
    await page.close();
  }

  /** Clicks the extension's icon while a page is in front, as the user does. */
  async click(page: Page) {
    await page.bringToFront();
    const { targetInfos } = await this.browser.send("Target.getTargets", {
      filter: [{ type: "tab" }],
    });
    const tab = targetInfos.find(({ url }) => url === page.url());
    // Playwright's types do not know this domain.
    const send = this.browser.send.bind(this.browser) as (m: string, p: object) => Promise<unknown>;
    await send("Extensions.triggerAction", { id: extensionId, targetId: tab?.targetId });
  }

  /** The side panel, once it is open. */
  panel(): Promise<Remote> {
    return Remote.find(this.browser, `chrome-extension://${extensionId}/panel.html`);
  }
}

/** Serves pages on this machine until the test is over, and returns their address. */
export async function serve(pages: Record<string, string>): Promise<string> {
  const server = createServer((request, response) => {
    const page = pages[request.url ?? ""];
    // Browsers ask for an icon too.
    response.writeHead(page === undefined ? 204 : 200, {
      "Content-Type": "text/html; charset=utf-8",
    });
    response.end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
