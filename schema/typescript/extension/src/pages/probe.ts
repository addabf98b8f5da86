import { type ConnectionState, createClient } from "@prepwire/client";
import { sayConnection } from "../words.js";

/** What a test of the settings came to. */
export interface Outcome {
  good: boolean;
  text: string;
}

const patienceMs = 10_000;

/** Tries to connect as the worker does, and finds out why it does not work. */
export async function probe(url: string, token: string): Promise<Outcome> {
  const state = await tried(url, token);
  if (state.status === "open")
    return { good: true, text: `It works. You are ${state.session?.name || "known"} there.` };
  if (state.status === "closed")
    return { good: false, text: sayConnection({ status: "closed", reason: state.reason ?? "" }) };
  if (state.reason === "draining")
    return { good: false, text: "The gateway is busy or restarts. Try again in a moment." };
  return { good: false, text: await whyUnreachable(url) };
}

/** The first state of a connection that says something. */
function tried(url: string, token: string): Promise<ConnectionState> {
  return new Promise((resolve) => {
    const client = createClient({ url, token, device: "extension settings", connect: false });
    const done = (state: ConnectionState) => {
      clearTimeout(timer);
      stop();
      client.close();
      resolve(state);
    };
    const timer = setTimeout(() => done(client.getSnapshot()), patienceMs);
    const stop = client.on("state", (state) => {
      if (state.status !== "connecting") done(state);
    });
    client.connect();
  });
}

/**
 * A browser does not say why a socket did not open. So: does any WebSocket open
 * there, does anything answer at all, and does it let this extension read?
 */
async function whyUnreachable(address: string): Promise<string> {
  const { host, origin } = new URL(address.replace(/^ws/, "http"));
  if (await opens(address)) return sayConnection({ status: "closed", reason: "wrong_protocol" });
  const patient = () => AbortSignal.timeout(patienceMs / 2);
  try {
    await fetch(origin, { mode: "no-cors", signal: patient(), credentials: "omit" });
  } catch {
    return `Nothing answers at ${host}. Is the address right, and the gateway running?`;
  }
  try {
    const health = await fetch(`${origin}/healthz`, { signal: patient(), credentials: "omit" });
    if (typeof (await health.json()).status === "string")
      return "The gateway is there, but not at this path. Usually it is /ws.";
    return "What answers at this address is no Prepwire gateway.";
  } catch {
    return (
      `${host} answers, but does not let this extension in. If it is a Prepwire gateway, its ` +
      `ALLOWED_ORIGINS has to hold ${location.origin}.`
    );
  }
}

function opens(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const done = (opened: boolean) => {
      clearTimeout(timer);
      socket.close();
      resolve(opened);
    };
    const timer = setTimeout(() => done(false), patienceMs);
    socket.onopen = () => done(true);
    socket.onclose = () => done(false);
  });
}
