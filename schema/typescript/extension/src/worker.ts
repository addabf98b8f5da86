import type { FromPage, Wish } from "./messages.js";
import { isRenewed, protectSettings } from "./settings.js";
import { cancel, capture, tidy } from "./worker/analysis.js";
import { connection, reconnect } from "./worker/connection.js";
import { followSites, lookAt } from "./worker/pages.js";
import { check, found, left, pause } from "./worker/sync.js";

// The service worker. Chrome starts it for each of these events, stops it when
// it likes, and hands an event only to listeners that are there from its first
// moment on. While the socket is open the client's pings keep it alive.

chrome.runtime.onInstalled.addListener(start);
chrome.runtime.onStartup.addListener(start);
chrome.alarms.onAlarm.addListener(start);
chrome.permissions.onAdded.addListener(followSites);
chrome.permissions.onRemoved.addListener(followSites);

chrome.storage.local.onChanged.addListener(({ url, token }) => {
  if (url || (token && !isRenewed(token.newValue))) reconnect(true);
});

chrome.action.onClicked.addListener((tab) => {
  if (tab.id === undefined) return;
  // At once: a moment later Chrome no longer takes it for the user's wish.
  chrome.sidePanel.open({ tabId: tab.id }).catch(() => {});
  look(tab.id);
});

chrome.commands.onCommand.addListener((command, tab) => {
  if (command !== "capture" || tab?.id === undefined) return;
  chrome.sidePanel.open({ tabId: tab.id }).catch(() => {});
  capture(tab.windowId);
});

chrome.tabs.onRemoved.addListener((tabId) => left(tabId));
chrome.tabs.onUpdated.addListener((tabId, { status }) => {
  if (status) check(tabId);
});

chrome.runtime.onMessage.addListener((message: FromPage | Wish, sender) => {
  if (sender.id !== chrome.runtime.id) return;
  // Pages' sides stand beside strangers' code: they may only say what they found.
  if (sender.url?.startsWith(chrome.runtime.getURL(""))) obey(message as Wish);
  else if (sender.tab?.id !== undefined && sender.frameId === 0) hear(message as FromPage, sender);
});

function hear(message: FromPage, { tab, url }: chrome.runtime.MessageSender) {
  const id = tab?.id as number;
  if (message?.kind === "found") found(id, url ?? "", message.questions);
  else if (message?.kind === "left") left(id);
}

async function obey(wish: Wish) {
  switch (wish.kind) {
    case "capture":
      return capture(wish.windowId);
    case "cancel":
      return cancel();
    case "pause":
      await pause(wish.paused ? "here" : false);
      break;
    case "connect":
      await reconnect(false);
      break;
    case "look": {
      const [tab] = await chrome.tabs.query({ active: true, windowId: wish.windowId });
      if (tab?.id !== undefined) await look(tab.id);
    }
  }
}

async function look(tabId: number) {
  await start();
  await lookAt(tabId);
}

async function start() {
  await connection();
}

protectSettings();
followSites();
tidy();
start();
