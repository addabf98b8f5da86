import { linesOf } from "./detect/lines.js";
import { questionsOf } from "./detect/questions.js";
import type { FromPage, ToPage } from "./messages.js";

// Runs beside a page that the user chose, in a world of its own: the page sees
// none of this. It tells the worker what it found, and answers that it is there.

const quietMs = 500; // after the last change of the page
const longestMs = 3_000; // for pages that never are quiet

let told = "";
let first = 0; // when the page first changed since the last look
let spent = 0; // how long the last look took
let timer: ReturnType<typeof setTimeout> | undefined;

function look() {
  timer = undefined;
  first = 0;
  const began = performance.now();
  const questions = questionsOf(linesOf(document));
  spent = performance.now() - began;
  const now = JSON.stringify([location.href, questions]);
  if (now === told) return;
  told = now;
  tell({ kind: "found", questions });
}

/** Looks again soon; the longer a look takes, the less often. */
function soon() {
  const now = performance.now();
  first ||= now;
  clearTimeout(timer);
  const quiet = Math.min(quietMs, Math.max(0, first + longestMs - now));
  timer = setTimeout(look, Math.max(quiet, 10 * spent));
}

function tell(message: FromPage) {
  // Without the extension (reloaded, removed) there is nobody to tell any more.
  if (!chrome.runtime?.id) return stop();
  chrome.runtime.sendMessage(message).catch(() => {});
}

const watcher = new MutationObserver(soon);

function start() {
  watcher.observe(document, { childList: true, subtree: true, characterData: true });
  told = "";
  look();
}

function stop() {
  clearTimeout(timer);
  watcher.disconnect();
}

// Injected again by another click: one is enough, and it looks anew.
const world = globalThis as { prepwireLooks?: () => void };
if (world.prepwireLooks) world.prepwireLooks();
else {
  world.prepwireLooks = () => {
    stop();
    start();
  };
  addEventListener("pagehide", () => {
    stop();
    tell({ kind: "left" });
  });
  addEventListener("pageshow", (event) => event.persisted && start());
  chrome.runtime.onMessage.addListener((message: ToPage, _, answer) => {
    if (message?.kind === "there") answer(true);
  });
  start();
}
