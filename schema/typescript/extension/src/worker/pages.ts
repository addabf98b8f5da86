import { line } from "./turns.js";

/** Lets the page's side look for questions. Needs a click on the icon, or the site's permission. */
export async function lookAt(tabId: number): Promise<boolean> {
  try {
    await chrome.scripting.executeScript({ target: { tabId }, files: ["content.js"] });
    return true;
  } catch {
    return false; // a page of the browser itself, or one that was not chosen
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
