import { byId, say } from "./pages/elements.js";
import { probe } from "./pages/probe.js";
import { judgeToken, judgeUrl, readSettings } from "./settings.js";

const urlField = byId<HTMLInputElement>("url");
const tokenField = byId<HTMLInputElement>("token");

/** What is to be used: what was typed, else what is kept. Undefined when something is wrong with it. */
async function wanted(): Promise<{ url: string; token: string } | undefined> {
  const kept = await readSettings();
  const url = urlField.value.trim();
  const token = tokenField.value.trim() || kept.token || "";
  const { fault = "", warning = "" } = judgeUrl(url);
  const tokenFault = judgeToken(token) ?? "";
  say("url-fault", fault);
  say("url-note", warning);
  say("token-fault", tokenFault);
  urlField.setAttribute("aria-invalid", `${!!fault}`);
  tokenField.setAttribute("aria-invalid", `${!!tokenFault}`);
  if (!fault && !tokenFault) return { url, token };
  (fault ? urlField : tokenField).focus();
  outcome("Nothing was saved or tried.", "fault");
  return undefined;
}

function outcome(text: string, className = "") {
  byId("outcome").className = className;
  byId("outcome").textContent = text;
}

async function show() {
  const { url = "", token } = await readSettings();
  urlField.value = url;
  tokenField.value = "";
  tokenField.placeholder = token ? "A token is saved. Type another one to replace it." : "";
}

byId("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const settings = await wanted();
  if (!settings) return;
  await chrome.storage.local.set(settings);
  await show();
  outcome("Saved.", "good");
});

byId("test").addEventListener("click", async () => {
  const button = byId<HTMLButtonElement>("test");
  button.disabled = true; // at once: a second click would test twice
  outcome("Testing …");
  const settings = await wanted();
  if (settings) {
    const { good, text } = await probe(settings.url, settings.token);
    outcome(text, good ? "good" : "fault");
  }
  button.disabled = false;
  if (settings) button.focus();
});

byId("clear").addEventListener("click", async () => {
  await Promise.all([chrome.storage.local.clear(), chrome.storage.session.clear()]);
  await show();
  outcome("Address, token and all else are forgotten.", "good");
});

byId("origin").textContent = location.origin;
show();
