import { inject, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import {
  type Client,
  type ClientOptions,
  type ConnectionState,
  createClient,
  type Status,
} from "../src/index.js";

/** Sockets of one client, to tear off as a bad network does. */
export function tornSockets() {
  const sockets: WebSocket[] = [];
  class TornSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  }
  return { WebSocket: TornSocket, sockets, tear: () => sockets.at(-1)?.terminate() };
}

/** A token of the development gateway. */
export async function tokenFor(user: string, roles = "student"): Promise<string> {
  const url = new URL("/dev/token", inject("gateway").replace("ws:", "http:"));
  url.search = `${new URLSearchParams({ user, name: user, roles })}`;
  const { token } = (await (await fetch(url)).json()) as { token: string };
  return token;
}

/** A client of the real gateway, closed when the test is over. */
export async function realClient(
  user: string,
  options: Partial<ClientOptions> & { roles?: string } = {},
): Promise<Client> {
  const client = createClient({
    url: inject("gateway"),
    token: await tokenFor(user, options.roles),
    WebSocket,
    reconnect: { minDelayMs: 1, maxDelayMs: 5 },
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

/** Resolves once the connection is as it should be. */
export function until(client: Client, status: Status): Promise<ConnectionState> {
  return new Promise((resolve) => {
    const look = () => {
      if (client.getSnapshot().status !== status) return;
      stop();
      resolve(client.getSnapshot());
    };
    const stop = client.subscribe(look);
    look();
  });
}
