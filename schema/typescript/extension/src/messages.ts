import type { Found } from "./detect/clean.js";

/** What a page's side tells the worker. */
export type FromPage = { kind: "found"; questions: Found[] } | { kind: "left" };

/** What the worker asks a page's side: whether it is there. It answers true. */
export type ToPage = { kind: "there" };

/** What the panel and the options ask the worker to do. */
export type Wish =
  /** Analyse what is visible in a window. */
  | { kind: "capture"; windowId: number }
  | { kind: "cancel" }
  /** Look for questions, or leave it. */
  | { kind: "pause"; paused: boolean }
  /** Try to connect now. */
  | { kind: "connect" }
  /** Look for questions on the page of a window. */
  | { kind: "look"; windowId: number };

/** Asks the worker, which wakes up for it. */
export const wish = (what: Wish) => chrome.runtime.sendMessage(what).catch(() => {});
