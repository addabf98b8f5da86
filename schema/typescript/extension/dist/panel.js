// extension/src/messages.ts
var wish = (what) => chrome.runtime.sendMessage(what).catch(() => {
});

// extension/src/pages/elements.ts
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}
function element(name, content = [], className = "") {
  const made = document.createElement(name);
  if (typeof content === "string") made.textContent = content;
  else made.append(...content);
  if (className) made.className = className;
  return made;
}
function say(id, text) {
  const at = byId(id);
  if (at.textContent !== text) at.textContent = text;
  at.hidden = !text;
}

// extension/src/parts.ts
var titles = {
  stem: "The question",
  options: "Options",
  strategy: "How to go about it",
  steps: "Steps",
  pitfalls: "Mistakes to avoid"
};
var isPart = (name) => Object.hasOwn(titles, name);

// extension/src/pages/explanation.ts
function showParts(at, parts) {
  if (!at.dataset.growing) at.replaceChildren();
  at.dataset.growing = "yes";
  for (const [part, text] of Object.entries(parts)) {
    if (!isPart(part)) continue;
    const title = titles[part] ?? "";
    let body = at.querySelector(`[data-part="${part}"]`);
    if (!body) {
      body = element("p", "", "text");
      body.dataset.part = part;
      at.append(element("h3", title), body);
    }
    if (body.textContent !== text) body.textContent = text;
  }
}
function showAnalysis(at, analysis) {
  delete at.dataset.growing;
  const { stem, options = [], subject, skill, difficulty, strategy, steps, pitfalls } = analysis;
  const kind = [subject, skill, difficulty].filter(Boolean).join(" · ");
  const list = (name, entries) => element(
    name,
    entries.map((entry) => element("li", entry))
  );
  const part = (name, body) => [element("h3", titles[name] ?? ""), body];
  at.replaceChildren(
    ...part("stem", element("p", stem, "text")),
    ...options.length ? [
      element(
        "ul",
        options.map(({ id, text }) => element("li", `${id}: ${text}`))
      )
    ] : [],
    ...kind ? [element("p", kind, "soft")] : [],
    ...part("strategy", element("p", strategy, "text")),
    ...steps.length ? part("steps", list("ol", steps)) : [],
    ...pitfalls.length ? part("pitfalls", list("ul", pitfalls)) : []
  );
}

// extension/src/view.ts
async function read(...keys) {
  return await chrome.storage.session.get(keys);
}
function watch(listener) {
  chrome.storage.session.onChanged.addListener((changes) => {
    const entries = Object.entries(changes).map(([key, { newValue }]) => [key, newValue]);
    listener(Object.fromEntries(entries));
  });
}

// extension/src/words.ts
var waits = {
  unreachable: "The gateway cannot be reached, or does not let this extension in.",
  draining: "The gateway restarts.",
  token_failed: "The token could not be renewed."
};
var stops = {
  token_expired: "The token has expired. Enter a new one.",
  token_invalid: "The token is not valid, or was revoked. Enter a new one.",
  auth_timeout: "The gateway waited for a token in vain. Enter a new one.",
  wrong_protocol: "What answers at this address is no Prepwire gateway.",
  unsupported: "The address is not valid.",
  replaced: "You opened more connections than are allowed, and this one was closed."
};
function sayConnection({ status, reason = "", name }) {
  switch (status) {
    case "unset":
      return "Enter the gateway's address and your token in the settings.";
    case "open":
      return name ? `Connected as ${name}.` : "Connected.";
    case "connecting":
      return "Connecting …";
    case "reconnecting":
      return `${waits[reason] ?? "The connection broke."} Trying again …`;
    case "closed":
      return stops[reason] ?? "Not connected.";
  }
}
var needsUser = ({ status, reason }) => status === "unset" || status === "closed" && reason !== "replaced";

// extension/src/panel.ts
var view = {};
var windowId = chrome.windows.getCurrent().then(({ id }) => id ?? chrome.windows.WINDOW_ID_CURRENT);
var drawers = {
  connection: drawConnection,
  analysis: drawAnalysis,
  page: drawPage,
  paused: drawPage,
  others: drawOthers
};
function draw(change) {
  Object.assign(view, change);
  const what = Object.keys(change).map((key) => drawers[key]);
  for (const drawer of new Set(what)) drawer?.();
}
function drawConnection() {
  const now = view.connection ?? { status: "connecting" };
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
  byId("capture").disabled = runs;
  byId("cancel").hidden = byId("running").hidden = !runs;
  say("stage", runs ? now.stage ?? "" : "");
  const bar = byId("progress");
  if (now?.percent === void 0) bar.removeAttribute("value");
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
  const here = page && !page.gone && !paused ? page : void 0;
  const count = here?.questions.length ?? 0;
  const whose = paused === "elsewhere" ? "Paused by another of your devices." : "Paused.";
  const found = count === 1 ? "1 question found." : `${count || "No"} questions found.`;
  say(
    "count",
    paused ? whose : here ? found : "No page was chosen. Click the Prepwire icon on one."
  );
  say("address", here?.url ?? "");
  byId("pause").textContent = paused ? "Go on" : "Pause";
  byId("look").hidden = !here;
  byId("questions").replaceChildren(
    ...(here?.questions ?? []).map(
      ({ text, options = [] }) => element("li", [
        element("span", text, "text"),
        ...options.length ? [
          element(
            "ul",
            options.map((option) => element("li", option))
          )
        ] : []
      ])
    )
  );
  drawFollow();
}
function site() {
  const { page } = view;
  if (!page || page.gone || view.paused || !/^https?:/.test(page.url)) return void 0;
  const { protocol, hostname } = new URL(page.url);
  return `${protocol}//${hostname}/*`;
}
async function drawFollow() {
  const pattern = site();
  const button = byId("follow");
  const given = !!pattern && await chrome.permissions.contains({ origins: [pattern] });
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
    })
  );
}
var on = (id, act) => byId(id).addEventListener("click", act);
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
