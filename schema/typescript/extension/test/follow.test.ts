import { describe, expect, test } from "vitest";
import { Extension, program, serve } from "./chromium.js";
import { exam } from "./pages.js";

const granted = "http://127.0.0.1/*";

describe.skipIf(!program)("a site that is followed", () => {
  test("is looked at without a click, alone, until it is no longer", async () => {
    const { it } = await Extension.connected();
    const sites = () =>
      it.worker.evaluate(async () => [
        (await chrome.permissions.getAll()).origins,
        (await chrome.scripting.getRegisteredContentScripts()).map(({ matches }) => matches),
      ]);
    await it.allow(granted);
    expect(await sites()).toEqual([[], []]); // it may ask, and has not asked

    const site = await serve({ "/one": exam, "/two": exam });
    const elsewhere = site.replace("127.0.0.1", "localhost");
    const page = await it.context.newPage();
    const looks = (path: string) =>
      it.until("page", ({ url, gone }) => url === `${site}${path}` && !gone);
    const rests = () => it.until("page", ({ gone }) => gone);

    await page.goto(`${site}/one`);
    const opens = it.panel();
    await it.click(page);
    const panel = await opens;
    const press = () => panel.evaluate(`document.getElementById("follow").click()`, true);
    const offers = (
      words: string, // once the panel is there
    ) =>
      panel.until(
        `document.querySelector("#follow:not([hidden])")?.textContent.startsWith("${words}")`,
      );
    await offers("Always");
    await press();
    await offers("No longer");
    // The worker hears of it on its own, and is done when the sites say so.
    await expect.poll(sites).toEqual([[granted], [[granted]]]);

    await page.goto(`${site}/two`);
    await looks("/two");
    await page.goto(`${elsewhere}/one`); // a site that was not chosen
    await rests();
    await page.goto(`${site}/one`);
    await looks("/one");

    await offers("No longer");
    await press();
    await offers("Always");
    await expect.poll(sites).toEqual([[], []]);
    expect(it.complaints).toEqual([]);
  });
});
