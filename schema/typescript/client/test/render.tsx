import { act, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { onTestFinished } from "vitest";
import type { Client } from "../src/index.js";
import * as hooks from "../src/react.js";
import { FakeSocket, fakeClient, settled } from "./fakes.js";

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

/** Calls a hook as a component does. */
export function Probe({ look }: { look: () => void }) {
  look();
  return null;
}

/** Renders a hook, and returns what it returned last. */
export async function render<T>(client: Client, hook: () => T, strict = false) {
  const shown: { now: T; renders: number } = { now: undefined as T, renders: 0 };
  const look = () => {
    shown.now = hook();
    shown.renders++;
  };
  const root = createRoot(document.createElement("div"));
  const page = (
    <hooks.PrepwireProvider value={client}>
      <Probe look={look} />
    </hooks.PrepwireProvider>
  );
  await act(async () => root.render(strict ? <StrictMode>{page}</StrictMode> : page));
  const unmount = () => act(async () => root.unmount());
  onTestFinished(unmount);
  return { shown, unmount };
}

/** Lets the gateway do something, and React follow. */
export const gateway = (does: (socket: FakeSocket) => void) =>
  act(async () => {
    does(FakeSocket.last);
    await settled();
  });

/** What events carry. */
export const meta = (offset: number, topic = "user:a") => ({
  topic,
  epoch: "e",
  offset,
  ts: "now",
});

/** A client whose fake connection is open. */
export async function openClient() {
  const client = await fakeClient();
  FakeSocket.last.greets();
  return client;
}

/** What is told of a session: `day` is the one of its start. */
export const sessionTold = (
  id: string,
  version: number,
  offset: number,
  status: "active" | "ended" = "active",
  day = "01",
) => ({
  session: { id, version, status, startedAt: `2027-01-${day}T00:00:00.000Z` },
  by: "c",
  _meta: meta(offset),
});
