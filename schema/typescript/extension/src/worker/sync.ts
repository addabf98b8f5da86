import type { Client, ExtensionState, ExtensionStatus } from "@prepwire/client";
import { bounded } from "../detect/clean.js";
import type { ToPage } from "../messages.js";
import { extensionId } from "../settings.js";
import { type PageView, read, write } from "../view.js";
import { showBadge } from "./badge.js";
import { connection, onClient, onOpen } from "./connection.js";
import { lookAt } from "./pages.js";
import { line } from "./turns.js";

/** How often a state is offered with a version before it is put on top of all. */
const offers = 3;

// Changes of what is kept are made one after the other.
const inTurn = line();

/** Takes in what a page's side says that it found. It is believed as little as the page. */
export async function found(tabId: number, url: string, questions: unknown) {
  const { paused } = await read("paused");
  if (paused) return;
  await change((page) => ({
    ...page,
    tabId,
    url: label(url),
    questions: bounded(questions),
    gone: false,
  }));
}

/** Takes in that a page was left; with a turn, that of this turn and none that came meanwhile. */
export const left = (tabId: number, turn?: number) =>
  change((page) =>
    page.tabId === tabId && !page.gone && page.turn === (turn ?? page.turn)
      ? { ...page, questions: [], gone: true }
      : page,
  );

/**
 * Finds out whether a page was left. What it says when it goes is lost as a rule
 * when the next page is of another site.
 */
export async function check(tabId: number) {
  const { page } = await read("page");
  if (page?.tabId !== tabId || page.gone) return;
  const question: ToPage = { kind: "there" };
  const there = await chrome.tabs.sendMessage(tabId, question, { frameId: 0 }).catch(() => false);
  if (!there) await left(tabId, page.turn);
}

/** Stops or goes on with looking for questions. */
export async function pause(paused: "here" | "elsewhere" | false) {
  await write({ paused });
  await change((page) => (paused ? { ...page, questions: [], gone: true } : page));
  const { page } = await read("page");
  if (!paused && page) await lookAt(page.tabId);
}

/** An address without what may be a secret in it. */
export function label(text: string): string {
  try {
    const { origin, pathname } = new URL(text);
    return (origin === "null" ? "" : origin + pathname).slice(0, 2048);
  } catch {
    return "";
  }
}

const nothing: PageView = { tabId: -1, url: "", questions: [], gone: true, turn: 0, synced: 0 };

async function change(how: (page: PageView) => PageView) {
  await inTurn(async () => {
    const { page = nothing } = await read("page");
    const next = how(page);
    if (next === page) return;
    await write({ page: { ...next, turn: page.turn + 1 } });
  });
  showBadge().catch(() => {}); // nothing waits for it: Chrome may not answer
  await flush();
}

let flushing = false;

/** Tells the gateway what it does not know yet, the newest only. */
async function flush() {
  if (flushing) return;
  flushing = true;
  try {
    for (;;) {
      const client = await connection();
      const { page, paused } = await read("page", "paused");
      if (!page || page.synced >= page.turn || client?.getSnapshot().status !== "open") return;
      // What another device stopped is not contradicted.
      if (paused !== "elsewhere") await offer(client, stateOf(page));
      await inTurn(async () => {
        const { page: now = page } = await read("page");
        await write({ page: { ...now, synced: page.turn } });
      });
    }
  } catch {
    // Told again with the next change, or once there is a connection.
  } finally {
    flushing = false;
  }
}

const stateOf = (page: PageView) =>
  page.gone
    ? { isActive: false, currentUrl: null, detectedQuestions: null }
    : { isActive: true, currentUrl: page.url, detectedQuestions: page.questions };

/**
 * Offers a state as the next version. When another was faster, ours is merged
 * on top of that one.
 */
async function offer(client: Client, state: ReturnType<typeof stateOf>) {
  const id = await extensionId();
  let { version = 0 } = await read("version");
  for (let i = 0; i <= offers; i++) {
    const mine = i < offers ? { version: version + 1 } : {};
    const kept = await client.extension.sync({ extensionId: id, state, ...mine }, { queue: false });
    await write({ version: kept.version });
    if (i === offers || (kept.version === mine.version && holds(kept.state, state))) return;
    version = kept.version;
  }
}

function holds(kept: ExtensionStatus, state: ReturnType<typeof stateOf>) {
  const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  return (
    kept.isActive === state.isActive &&
    same(kept.currentUrl, state.currentUrl) &&
    kept.detectedQuestions?.length === state.detectedQuestions?.length
  );
}

onOpen(async (client) => {
  await flush();
  const [id, states] = await Promise.all([
    extensionId(),
    client.extension.state({}, { queue: false }).catch(() => undefined),
  ]);
  if (!states) return;
  const own = states.items.find((item) => item.extensionId === id);
  const others = states.items.filter((item) => item.extensionId !== id);
  await write({ others, ...(own && { version: own.version }) });
});

onClient((client) => {
  client.on("extension.stateChanged", async ({ _meta, by, ...state }) => {
    const own = client.getSnapshot().session?.connectionId;
    if (state.extensionId !== (await extensionId())) return inTurn(() => other(state, _meta.ts));
    if (by === own) return;
    const { version = 0, paused } = await read("version", "paused");
    await write({ version: Math.max(version, state.version) });
    if (state.state.isActive === false && !paused) await pause("elsewhere");
    if (state.state.isActive && paused === "elsewhere") await pause(false);
  });
});

/** Takes in the state of another of the user's extensions. */
async function other(state: Omit<ExtensionState, "updatedAt">, updatedAt: string) {
  const { others = [] } = await read("others");
  const rest = others.filter((item) => item.extensionId !== state.extensionId);
  const known = others.find((item) => item.extensionId === state.extensionId);
  if (known && known.version >= state.version) return;
  await write({ others: [{ ...state, updatedAt }, ...rest].slice(0, 10) });
}
