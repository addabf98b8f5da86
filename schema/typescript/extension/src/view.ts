import type { Analysis, ExtensionState, Position } from "@prepwire/client";
import type { Found } from "./detect/clean.js";

/** How the connection is, as the badge and the panel show it. */
export interface ConnectionView {
  status: "unset" | "connecting" | "open" | "reconnecting" | "closed";
  reason?: string;
  name?: string;
}

/** The page that was looked at last. */
export interface PageView {
  tabId: number;
  url: string;
  questions: Found[];
  /** It was left or closed. */
  gone: boolean;
  /** Rises with each change. */
  turn: number;
  /** Up to which turn the gateway knows it. */
  synced: number;
}

/** The analysis that was asked for last. */
export interface AnalysisView {
  status: "running" | "done" | "failed";
  /** Of 100, where it is known. */
  percent?: number;
  stage?: string;
  /** What is written so far, by its part. */
  parts?: Record<string, string>;
  analysis?: Analysis;
  /** Why it failed, in plain words. */
  fault?: string;
  /** The worker was stopped meanwhile: the gateway may still answer. */
  interrupted?: boolean;
  url?: string;
}

/**
 * What the worker knows, in chrome.storage.session: in memory only, gone with the
 * browser, and closed to pages. The worker may be stopped at any moment; the
 * panel reads it from here, and so does the next worker.
 */
export interface View {
  connection: ConnectionView;
  page: PageView;
  analysis: AnalysisView;
  /** The user's other extensions, last heard of first. */
  others: ExtensionState[];
  /** Nothing is looked for; who said so. */
  paused: "here" | "elsewhere" | false;
  /** The newest version of our own state that is known. */
  version: number;
  positions: Position[];
}

export type Key = keyof View;

export async function read<K extends Key>(...keys: K[]): Promise<Partial<Pick<View, K>>> {
  return (await chrome.storage.session.get(keys)) as Partial<Pick<View, K>>;
}

export const write = (change: Partial<View>) => chrome.storage.session.set(change);

/** Hears of each change. */
export function watch(listener: (change: Partial<View>) => void) {
  chrome.storage.session.onChanged.addListener((changes) => {
    const entries = Object.entries(changes).map(([key, { newValue }]) => [key, newValue]);
    listener(Object.fromEntries(entries));
  });
}
