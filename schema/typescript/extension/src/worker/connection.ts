import { type Client, type ConnectionState, createClient } from "@prepwire/client";
import { readSettings, renewToken } from "../settings.js";
import { type ConnectionView, read, write } from "../view.js";
import { sayConnection } from "../words.js";
import { showBadge } from "./badge.js";
import { KeptPositions } from "./positions.js";
import { line } from "./turns.js";

/** The alarm that wakes a stopped worker; Chrome allows no shorter period. */
const alarm = "connect";
const alarmMinutes = 0.5;

type Opened = (client: Client) => void;
const opened: Opened[] = [];
const made: Opened[] = [];

/** Hears of each client that is made, before it connects. */
export const onClient = (listener: Opened) => made.push(listener);
/** Hears of each time that calls are served. */
export const onOpen = (listener: Opened) => opened.push(listener);

let running: Promise<Client | undefined> | undefined;

/**
 * The client of this worker, connected or on its way; none without settings, or
 * when trying would not help until the user did something.
 */
export function connection(): Promise<Client | undefined> {
  running ??= begin();
  return running;
}

/** Begins anew, because the settings changed or the user wants it. */
export function reconnect(forget: boolean): Promise<Client | undefined> {
  const before = running;
  running = (async () => {
    (await before)?.close();
    await chrome.storage.session.remove("connection");
    if (forget) await chrome.storage.session.remove(["positions", "others", "version"]);
    return begin();
  })();
  return running;
}

async function begin(): Promise<Client | undefined> {
  const [{ url, token }, { connection: last }] = await Promise.all([
    readSettings(),
    read("connection"),
  ]);
  if (!url || !token) {
    await show({ status: "unset" });
    return undefined;
  }
  if (last?.status === "closed") {
    await show(last);
    return undefined;
  }
  const client = createClient({
    url,
    token: () => bearer(client),
    device: "extension",
    positions: await KeptPositions.read(),
    connect: false,
  });
  let was = "";
  client.on("state", (state) => {
    if (state.reason === "client") return;
    show(viewOf(state));
    if (state.status === "open" && was !== "open") for (const hear of opened) hear(client);
    was = state.status;
  });
  for (const hear of made) hear(client);
  client.connect();
  return client;
}

/** The token that is kept; while it still opens doors, a new one for it. */
async function bearer(client: Client): Promise<string> {
  const { token = "" } = await readSettings();
  if (client.getSnapshot().status !== "open") return token;
  const renewed = await client.session.renew();
  await renewToken(token, renewed.token);
  return renewed.token;
}

function viewOf({ status, reason, session }: ConnectionState): ConnectionView {
  const view: ConnectionView = { status: status === "idle" ? "connecting" : status };
  if (reason) view.reason = reason;
  if (session) view.name = session.name;
  return view;
}

// One after the other, so that the last one stays.
const inTurn = line();
function show(connection: ConnectionView): Promise<unknown> {
  const idle = connection.status === "closed" || connection.status === "unset";
  return inTurn(async () => {
    await write({ connection });
    await Promise.all([showBadge(), idle ? chrome.alarms.clear(alarm) : wakeLater()]);
  }).catch(() => {}); // Chrome ends
}

/** Chrome stops a worker that nothing happens in; the alarm starts it again. */
async function wakeLater() {
  if (!(await chrome.alarms.get(alarm)))
    await chrome.alarms.create(alarm, { periodInMinutes: alarmMinutes });
}

/** Why there is no client, in plain words. */
export async function whyNot(): Promise<string> {
  const { connection: view = { status: "unset" } as const } = await read("connection");
  return sayConnection(view);
}
