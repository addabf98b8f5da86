import { wish } from "./messages.js";
import { byId, element, say } from "./pages/elements.js";
import { showAnalysis, showParts } from "./pages/explanation.js";
import { read, type View, watch } from "./view.js";
import { needsUser, sayConnection } from "./words.js";

// The side panel shows what the worker keeps, and asks it to do things. It holds
// nothing itself, so it does not matter who of the two is stopped when.

const view: Partial<View> = {};
const windowId = chrome.windows
  .getCurrent()
  .then(({ id }) => id ?? chrome.windows.WINDOW_ID_CURRENT);

const drawers: { [K in keyof View]?: () => void } = {
  connection: drawConnection,
  analysis: drawAnalysis,
  page: drawPage,
  paused: drawPage,
  others: drawOthers,
};

function draw(change: Partial<View>) {
  Object.assign(view, change);
  const what = Object.keys(change).map((key) => drawers[key as keyof View]);
  for (const drawer of new Set(what)) drawer?.();
}

function drawConnection() {
  const now = view.connection ?? ({ status: "connecting" } as const);
  say("connection", sayConnection(now));
  byId("connection").dataset.status = now.status;
  byId("connect").hidden = now.status !== "closed";
  byId("settings").classList.toggle("main", needsUser(now));
}

function drawAnalysis() {
  const now = view.analysis;
  const runs = now?.status === "running";
  const focused = document.activeElement;
  const ours = focused === byId("capture") || focused === byId("cancel");
  byId<HTMLButtonElement>("capture").disabled = runs;
  byId("cancel").hidden = byId("running").hidden = !runs;
  say("stage", runs ? (now.stage ?? "") : "");
  const bar = byId<HTMLProgressElement>("progress");
  if (now?.percent === undefined) bar.removeAttribute("value");
  else bar.value = now.percent;
  say("fault", now?.fault ?? "");
  say("said", now?.status === "done" ? "Done." : "");
  const result = byId("result");
  const { analysis, parts = {} } = now ?? {};
  result.hidden = !analysis && !Object.keys(parts).length;
  if (analysis) showAnalysis(result, analysis);
  else showParts(result, parts);
  if (runs && ours) byId("cancel").focus();
  else if (ours && now?.status === "done") result.focus();
  else if (ours) byId("capture").focus();
}

function drawPage() {
  const { page, paused = false } = view;
  const here = page && !page.gone && !paused ? page : undefined;
  const count = here?.questions.length ?? 0;
  const whose = paused === "elsewhere" ? "Paused by another of your devices." : "Paused.";
  const found = count === 1 ? "1 question found." : `${count || "No"} questions found.`;
  say(
    "count",
    paused ? whose : here ? found : "No page was chosen. Click the Prepwire icon on one.",
  );
  say("address", here?.url ?? "");
  byId("pause").textContent = paused ? "Go on" : "Pause";
  byId("look").hidden = !here;
  byId("questions").replaceChildren(
    ...(here?.questions ?? []).map(({ text, options = [] }) =>
      element("li", [
        element("span", text, "text"),
        ...(options.length
          ? [
              element(
                "ul",
                options.map((option) => element("li", option)),
              ),
            ]
          : []),
      ]),
    ),
  );
  drawFollow();
}

/** The site of the page, as a permission names it. */
function site(): string | undefined {
  const { page } = view;
  if (!page || page.gone || view.paused || !/^https?:/.test(page.url)) return undefined;
  const { protocol, hostname } = new URL(page.url);
  return `${protocol}//${hostname}/*`;
}

async function drawFollow() {
  const pattern = site();
  const button = byId("follow");
  const given = !!pattern && (await chrome.permissions.contains({ origins: [pattern] }));
  button.hidden = !pattern;
  button.textContent = given ? "No longer on this site by itself" : "Always on this site";
  button.dataset.given = given ? "yes" : "";
}

function drawOthers() {
  const others = view.others ?? [];
  byId("others-section").hidden = !others.length;
  byId("others").replaceChildren(
    ...others.map(({ state: { isActive, currentUrl, detectedQuestions = [] } }) => {
      const count = detectedQuestions.length;
      const what = `${count} question${count === 1 ? "" : "s"}`;
      return element("li", isActive ? `${what} on ${currentUrl || "a page"}` : "Not looking.");
    }),
  );
}

const on = (id: string, act: () => void) => byId(id).addEventListener("click", act);

on("settings", () => chrome.runtime.openOptionsPage());
on("connect", () => wish({ kind: "connect" }));
on("capture", async () => wish({ kind: "capture", windowId: await windowId }));
on("cancel", () => wish({ kind: "cancel" }));
on("look", async () => wish({ kind: "look", windowId: await windowId }));
on("pause", () => wish({ kind: "pause", paused: !view.paused }));
on("follow", async () => {
  const origins = [site() ?? ""];
  const given = byId("follow").dataset.given;
  await (given ? chrome.permissions.remove({ origins }) : chrome.permissions.request({ origins }));
  await drawFollow();
});

watch(draw);
read("connection", "analysis", "page", "paused", "others").then((kept) => {
  draw({ ...kept });
  drawConnection();
  drawAnalysis();
  drawPage();
});
