import { line } from "./turns.js";

const firstWaitMs = 50;
const longestWaitMs = 1_600;

/**
 * Lets the page's side look for questions. Needs a click on the icon, or the site's
 * permission. What a click permits may reach the page's process after what we ask
 * of it, as with some clicks in a hundred on a busy machine. So it is asked again,
 * each time after twice the wait, for 3 s in all.
 */
export async function lookAt(tabId: number) {
  for (let wait = firstWaitMs; !(await inject(tabId)); wait *= 2) {
    if (wait > longestWaitMs) return;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

async function inject(tabId: number): Promise<boolean> {
  try {
    await chrome.scripting.executeScript({ target: { tabId }, files: ["content.js"] });
    return true;
  } catch {
    return false; // not yet; or a page of the browser itself, or one that was not chosen
  }
}

const id = "chosen-sites";

// One after the other: a worker that is woken by a change looks at its start, too.
const inTurn = line();

/** Looks by itself on the sites that the user has given for good, and on no others. */
export const followSites = () =>
  inTurn(async () => {
    const { origins = [] } = await chrome.permissions.getAll();
    await chrome.scripting.unregisterContentScripts({ ids: [id] }).catch(() => {});
    if (origins.length)
      await chrome.scripting.registerContentScripts([
        { id, matches: origins, js: ["content.js"], runAt: "document_idle" },
      ]);
  });
