import type { Client } from "@prepwire/client";
import { isPart } from "../parts.js";
import { extensionId } from "../settings.js";
import { type AnalysisView, read, write } from "../view.js";
import { Fault, faultOf } from "../words.js";
import { connection, onClient, whyNot } from "./connection.js";
import { fit } from "./picture.js";
import { label } from "./sync.js";
import { line } from "./turns.js";

/** How long an analysis may take; the gateway gives up after 60 s. */
const patienceMs = 75_000;

/** Between two tries to take a picture: Chrome allows two a second. */
const pauseMs = 600;

let asked: AbortController | undefined;
let view: AnalysisView | undefined; // of the analysis that runs

/** Analyses what is visible in a window. One at a time: asking again changes nothing. */
export async function capture(windowId: number) {
  if (asked) return;
  asked = new AbortController();
  const { signal } = asked;
  show({ status: "running", stage: "Taking a picture …", parts: {} });
  try {
    const client = await connection();
    if (!client) throw new Fault(await whyNot());
    await analyse(client, windowId, signal);
  } catch (error) {
    show({ status: "failed", fault: signal.aborted ? "Cancelled." : faultOf(error) });
  } finally {
    asked = view = undefined;
  }
}

/** Takes the analysis that runs back. */
export const cancel = () => asked?.abort();

async function analyse(client: Client, windowId: number, signal: AbortSignal) {
  const [tab] = await chrome.tabs.query({ active: true, windowId });
  const picture = await fit(await visible(windowId));
  signal.throwIfAborted();
  const url = label(tab?.url ?? "");
  show({ ...view, status: "running", stage: "Sending the picture …", url });
  const { width, height } = picture;
  const { analysis } = await client.extension.screenshot(
    {
      extensionId: await extensionId(),
      screenshot: picture.dataUrl,
      metadata: { url, timestamp: new Date().toISOString(), dimensions: { width, height } },
    },
    {
      queue: false,
      signal,
      timeoutMs: patienceMs,
      onProgress: ({ progress, total, stage, message }) =>
        show({
          ...view,
          status: "running",
          stage: message || stage,
          ...(total ? { percent: Math.min(100, Math.round((100 * progress) / total)) } : {}),
        }),
    },
  );
  show({ status: "done", analysis, url });
}

/** What the browser cannot draw at once, such as on a busy machine, it is asked for again. */
async function visible(windowId: number): Promise<string> {
  for (let tries = 1; ; tries++)
    try {
      return await chrome.tabs.captureVisibleTab(windowId, { format: "png" });
    } catch (error) {
      const text = `${error}`;
      if (/MAX_CAPTURE/.test(text)) throw new Fault("That was too fast. Try again.");
      if (!/Failed to capture/.test(text))
        throw new Fault(
          "The browser shows the extension only pages that you chose. Click the Prepwire icon " +
            "while this page is in front, then try again. Pages of the browser itself stay closed.",
        );
      if (tries === 3) throw new Fault("The browser could not take the picture. Try again.");
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
}

// Written in the order they were shown, whatever storage does.
const inTurn = line();
function show(next: AnalysisView) {
  if (next.status === "running") view = next;
  return inTurn(() => write({ analysis: next })).catch(() => {}); // too large, or Chrome ends
}

onClient((client) => {
  client.on("question.insight", ({ part, text }) => {
    if (view && isPart(part)) show({ ...view, parts: { ...view.parts, [part]: text } });
  });
  // Of an analysis that was asked for before the worker was stopped, or elsewhere.
  client.on("question.analyzed", ({ analysis }) => {
    if (!asked) show({ status: "done", analysis });
  });
});

/** What a worker that was stopped had begun will not end by itself. */
export async function tidy() {
  const { analysis } = await read("analysis");
  if (analysis?.status === "running" && !asked)
    await show({
      status: "failed",
      interrupted: true,
      fault: "The browser stopped the extension meanwhile. If no answer comes, try again.",
    });
}
