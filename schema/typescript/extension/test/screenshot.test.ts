import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { startGateway } from "../../client/test/gateway.js";
import { slowModel } from "../../client/test/model.js";
import { joinRunning, realClient, runningContest } from "../../client/test/real.js";
import { Extension, program, serve } from "./chromium.js";
import { extensionOrigin } from "./origin.js";
import { exam } from "./pages.js";
import type { Remote } from "./remote.js";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Pictures for people, when SCREENSHOTS names a folder. */
async function keep(panel: Remote, name: string) {
  const dir = process.env.SCREENSHOTS;
  if (!dir) return;
  await writeFile(join(dir, `${name}-light.png`), await panel.picture(false));
  await writeFile(join(dir, `${name}-dark.png`), await panel.picture(true));
}

/** The extension on a page that was chosen, with the real side panel open. */
async function chosen(url?: string) {
  const { it, user } = await Extension.connected(url);
  const site = await serve({ "/exam": exam });
  const page = await it.context.newPage();
  await page.goto(`${site}/exam`);
  const opens = it.panel();
  await it.click(page);
  const panel = await opens;
  await panel.until(`document.querySelectorAll("#questions > li").length === 2`);
  return { it, user, page, panel };
}

const press = (panel: Remote) => panel.evaluate(`document.getElementById("capture").click()`, true);
const failed = `!document.getElementById("fault").hidden`;
const fault = (panel: Remote) => panel.evaluate(`document.getElementById("fault").textContent`);

describe.skipIf(!program)("a picture of the page", () => {
  test("is explained in the side panel while the model writes", async () => {
    const model = await slowModel(
      `{"found":"question","passage":"","stem":"What is 3 + 4?","options":["6","7"],"subject":"math",` +
        `"skill":"ALG1","difficulty":"easy","strategy":"Count on from the larger number.",`,
      `"steps":["Begin at <4>.","Count on by 3."],"pitfalls":["Counting the 4 itself."]}`,
      " ",
    );
    const gateway = await startGateway({ "allowed-origins": extensionOrigin }, model.env);
    onTestFinished(gateway.stop);
    const { it, panel } = await chosen(gateway.address);
    await panel.evaluate(`document.getElementById("capture").focus()`);
    await press(panel);
    const shows = (text: string) =>
      `document.getElementById("result").innerText.includes("${text}")`;
    await panel.until(`${shows("Count on")} && !${shows("Begin at")}`);
    model.goOn();
    await panel.until(`document.getElementById("said").textContent === "Done."`);
    const result = await panel.evaluate<string>(`document.getElementById("result").innerText`);
    expect(result).toContain("Count on from the larger number.");
    expect(result).toContain("Begin at <4>."); // text, and no markup
    expect(await panel.evaluate(`document.activeElement.id`)).toBe("result");
    await keep(panel, "panel");

    await panel.evaluate(await readFile(axe, "utf8"));
    const faults = await panel.evaluate<{ id: string; impact: string }[]>(
      `axe.run().then(({ violations }) => violations.map(({ id, impact }) => ({ id, impact })))`,
    );
    expect(faults).toEqual([]);
    expect(it.complaints).toEqual([]);
  });

  test("is refused in plain words in a contest, and on a page that was not chosen", async () => {
    const { it, user, page, panel } = await chosen();
    const student = await realClient(user);
    const { id } = await runningContest([student]);
    await joinRunning(student, id);
    await press(panel);
    await panel.until(failed);
    expect(await fault(panel)).toBe(
      "You are in a contest. Nothing is explained until it has ended.",
    );
    await page.goto(inject("gateway").replace("ws:", "http:").replace("/ws", "/healthz"));
    await it.until("page", ({ gone }) => gone);
    await expect
      .poll(
        async () => {
          await press(panel);
          // Of what this click does; Chrome lets nobody take two pictures in a moment.
          await panel.until(
            `${failed} && !document.getElementById("fault").textContent.includes("contest")`,
          );
          return fault(panel);
        },
        { interval: 1_000 },
      )
      .toContain("icon");
    await keep(panel, "refused");
  });

  test("is refused in plain words by a gateway without a model", async () => {
    const gateway = await startGateway({ "allowed-origins": extensionOrigin });
    onTestFinished(gateway.stop);
    const { panel } = await chosen(gateway.address);
    await press(panel);
    await panel.until(failed);
    expect(await fault(panel)).toBe("This gateway has no model that could read a picture.");
  });

  test("is asked for again when the browser could not take it", async () => {
    const gateway = await startGateway({ "allowed-origins": extensionOrigin });
    onTestFinished(gateway.stop);
    const { it, panel } = await chosen(gateway.address);
    const captureFails = (times: number) =>
      it.worker.evaluate((times) => {
        const page = globalThis as never as { capture?: typeof chrome.tabs.captureVisibleTab };
        page.capture ??= chrome.tabs.captureVisibleTab;
        const { capture } = page;
        let calls = 0;
        chrome.tabs.captureVisibleTab = ((...what: [number, object]) =>
          ++calls > times
            ? capture(...what)
            : Promise.reject(new Error("Failed to capture tab: image readback failed"))) as never;
      }, times);
    await captureFails(3);
    await press(panel);
    await panel.until(failed);
    expect(await fault(panel)).toBe("The browser could not take the picture. Try again.");
    await captureFails(2);
    await press(panel);
    await panel.until(
      `${failed} && document.getElementById("fault").textContent.includes("model")`,
    );
  });

  test("is made smaller until the gateway takes it", async () => {
    const { it } = await Extension.connected();
    const { outputFiles } = await build({
      stdin: {
        contents: `import { fit } from "./picture.js"; globalThis.fit = fit;`,
        resolveDir: fileURLToPath(new URL("../src/worker", import.meta.url)),
      },
      bundle: true,
      write: false,
      format: "iife",
      target: "chrome120",
    });
    const page = await it.context.newPage();
    await page.goto(await serve({ "/": "<!doctype html><title>x</title>" }));
    await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
    const sizes = await page.evaluate(async () => {
      const fit = (globalThis as never as { fit: typeof import("../src/worker/picture.js").fit })
        .fit;
      const noise = async (width: number, height: number) => {
        const canvas = document.createElement("canvas");
        canvas.width = width;
        canvas.height = height;
        const context = canvas.getContext("2d") as CanvasRenderingContext2D;
        const pixels = context.createImageData(width, height);
        for (let i = 0; i < pixels.data.length; i += 65_536)
          crypto.getRandomValues(pixels.data.subarray(i, Math.min(i + 65_536, pixels.data.length)));
        for (let i = 3; i < pixels.data.length; i += 4) pixels.data[i] = 255;
        context.putImageData(pixels, 0, 0);
        return canvas.toDataURL("image/png");
      };
      const made = [await fit(await noise(300, 200)), await fit(await noise(2_400, 1_200))];
      const plain = document.createElement("canvas");
      plain.width = 6_000;
      plain.height = 300;
      made.push(await fit(plain.toDataURL("image/png")));
      const hopeless = await fit(await noise(300, 200), { bytes: 50, side: 4_096 }).catch(
        (e) => `${e}`,
      );
      return [
        ...made.map(({ dataUrl, width, height }) => ({
          kind: dataUrl.slice(5, dataUrl.indexOf(";")),
          bytes: (dataUrl.length * 3) / 4,
          width,
          height,
        })),
        hopeless,
      ];
    });
    expect(sizes[0]).toMatchObject({ kind: "image/png", width: 300, height: 200 });
    expect(sizes[1]).toMatchObject({ kind: "image/jpeg", width: 2_400, height: 1_200 });
    expect((sizes[1] as { bytes: number }).bytes).toBeLessThan(5 << 20);
    expect(sizes[2]).toMatchObject({ kind: "image/png", width: 4_096, height: 204 });
    expect(sizes[3]).toContain("too large");
  });
});
