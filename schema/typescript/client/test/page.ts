// What runs inside the browser: the built client, and what the tests ask of it.
import { type Client, type ClientOptions, createClient, isPrepwireError } from "@prepwire/client";

const sockets: WebSocket[] = [];
class OwnSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    sockets.push(this);
  }
}

const until = (client: Client, status: string) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (client.getSnapshot().status === status) resolve();
    };
    client.subscribe(look);
    look();
  });

const order = { examType: "SAT", subject: "math", skill: "ALG1" };

function clientFor(options: Partial<ClientOptions> & Pick<ClientOptions, "token">) {
  const url = `${location.origin.replace("http", "ws")}/ws`;
  return createClient({
    url,
    WebSocket: OwnSocket,
    reconnect: { minDelayMs: 1, maxDelayMs: 5 },
    ...options,
  });
}

/** What a tab has heard of the user's topic, in order. */
const heard: { event: string; offset: number; by?: string; id?: string }[] = [];
let tab: Client;
let changed = () => {};

Object.assign(globalThis, {
  /** Calls that are made before there is a connection are served once there is. */
  async queue(token: string) {
    const client = clientFor({ token, connect: false });
    const pings = await Promise.all(Array.from({ length: 100 }, () => client.system.ping()));
    client.close();
    return pings.length;
  },

  /** Events come once each, however often the connection breaks. */
  async breaks(token: string, times: number) {
    const reader = clientFor({ token });
    const writer = clientFor({ token, WebSocket });
    await Promise.all([until(reader, "open"), until(writer, "open")]);
    const events = reader.events("question.generated");
    const made: string[] = [];
    const got: string[] = [];
    const before = sockets.length;
    for (let i = 0; i < times; i++) {
      const socket = sockets.at(-1);
      const broken = new Promise((resolve) => socket?.addEventListener("close", resolve));
      socket?.close();
      const { questions } = await writer.question.generate(order);
      made.push(...questions.map(({ id }) => id));
      const { value } = await events.next();
      got.push(...value.questions.map(({ id }: { id: string }) => id));
      await broken;
      await until(reader, "open");
    }
    const { status } = reader.getSnapshot();
    reader.close();
    writer.close();
    return { made, got, status, sockets: sockets.length - before };
  },

  async progressAndCancel(token: string) {
    const client = clientFor({ token });
    const stages: string[] = [];
    await client.question.generate(order, { onProgress: ({ stage }) => stages.push(stage) });
    const abort = new AbortController();
    const call = client.question.generate({ ...order, count: 10 }, { signal: abort.signal });
    abort.abort();
    const name = await call.catch((error) => error.name);
    client.close();
    return { stages: stages.length, name };
  },

  /** The token is replaced on the open socket. */
  async renewal() {
    const { random } = Math;
    Math.random = () => random() / 100; // it is not waited for long
    const { nextToken } = globalThis as never as {
      nextToken(isOpen: boolean): Promise<string>;
    };
    let current: Client | undefined;
    const client = clientFor({
      token: () => nextToken(current?.getSnapshot().status === "open"),
    });
    current = client;
    await until(client, "open");
    const first = client.getSnapshot().session;
    await new Promise<void>((resolve) => {
      const look = () => {
        const { session } = client.getSnapshot();
        if (session && session.expiresAt > (first?.expiresAt ?? "")) resolve();
      };
      client.subscribe(look);
      look();
    });
    const after = client.getSnapshot().session;
    client.close();
    Math.random = random;
    return { same: first?.connectionId === after?.connectionId };
  },

  /** What goes wrong shows in the state. */
  async refusals(token: string) {
    const bad = clientFor({ token: token.replace(/[^.]+$/, "AAAA") });
    await until(bad, "closed");
    const error = await bad.system.ping().catch((e) => e);
    const elsewhere = clientFor({ token, url: `${location.origin.replace("http", "ws")}/healthz` });
    await until(elsewhere, "reconnecting");
    const address = clientFor({ token, url: "ws://" });
    await until(address, "closed");
    const states = [bad, elsewhere, address].map((client) => client.getSnapshot().reason);
    elsewhere.close();
    return { states, reason: isPrepwireError(error) && error.reason };
  },

  /** Connects as one of several tabs. */
  async openTab(token: string) {
    tab = clientFor({ token, device: "tab" });
    for (const event of [
      "session.updated",
      "session.deviceJoined",
      "session.deviceLeft",
      "question.generated",
      "extension.stateChanged",
    ] as const)
      tab.on(event, ({ _meta, ...rest }) => {
        const more = rest as { by?: string; connectionId?: string; extensionId?: string };
        const id = more.extensionId ?? more.connectionId;
        heard.push({
          event,
          offset: _meta.offset,
          ...(more.by && { by: more.by }),
          ...(id && { id }),
        });
        changed();
      });
    await until(tab, "open");
    return tab.getSnapshot().session?.connectionId;
  },

  /** Calls a method in this tab. */
  inTab: (method: "session.get", params: object) => tab.call(method, params),

  /** Breaks the tab's socket, as a bad network does, without waiting for another. */
  breakTab: () => sockets.at(-1)?.close(),

  /**
   * What the tab has heard up to an event of this id, and how its connection is. What came
   * after that event is left out: it may have reached this tab and not yet another.
   */
  async heardUntil(event: string, id: string) {
    const place = () => heard.findIndex((one) => one.event === event && one.id === id);
    while (place() < 0)
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
    const { status, session } = tab.getSnapshot();
    return { heard: heard.slice(0, place() + 1), status, connectionId: session?.connectionId };
  },
});
