import { onTestFinished, vi } from "vitest";
import { type ClientOptions, createClient } from "../src/index.js";

type Handler = ((event: unknown) => unknown) | null;

export interface Message {
  id?: number;
  method: string;
  params: Record<string, unknown>;
}

/** A socket whose other end is the test. */
export class FakeSocket {
  static all: FakeSocket[] = [];
  static get last() {
    return FakeSocket.all.at(-1) as FakeSocket;
  }

  protocol = "prepwire.v1";
  bufferedAmount = 0;
  onopen: Handler = null;
  onmessage: Handler = null;
  onclose: Handler = null;
  onerror: Handler = null;
  closed = false;
  readonly sent: Message[] = [];

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.all.push(this);
  }
  send(data: string) {
    this.sent.push(JSON.parse(data));
  }
  close() {
    this.closed = true;
  }

  /** What the other end does. */
  says(message: unknown) {
    this.onmessage?.({ data: typeof message === "string" ? message : JSON.stringify(message) });
  }
  replies(method: string, result: unknown) {
    const call = this.sent.findLast((message) => message.method === method);
    this.says({ jsonrpc: "2.0", id: call?.id, result });
  }
  refuses(method: string, code: number, data: object) {
    const call = this.sent.findLast((message) => message.method === method);
    this.says({ jsonrpc: "2.0", id: call?.id, error: { code, message: "no", data } });
  }
  notifies(method: string, params: object) {
    this.says({ jsonrpc: "2.0", method, params });
  }
  breaks(code = 1006, reason = "") {
    this.onclose?.({ code, reason });
  }
  /** Opens, and greets the client. */
  greets(topics: object[] = [{ topic: "user:a", epoch: "e", offset: 0 }], limits: object = {}) {
    this.onopen?.({});
    this.replies("session.resume", {
      connectionId: "c",
      topics,
      limits: { inFlight: 64, frameBytes: 8 << 20, ...limits },
    });
  }
  methods() {
    return this.sent.map(({ method }) => method);
  }
}

/** A client on fake sockets and fake time, on its way to open its first one. */
export async function fakeClient(options: Partial<ClientOptions> = {}) {
  vi.useFakeTimers();
  vi.setSystemTime(1_800_000_000_000);
  FakeSocket.all = [];
  const client = createClient({
    url: "ws://gateway.test/ws",
    token: "head.body.signature",
    WebSocket: FakeSocket,
    heartbeat: 0,
    ...options,
  });
  onTestFinished(() => {
    client.close();
    vi.useRealTimers();
  });
  await settled();
  return client;
}

/** Lets promises that can settle do so. */
export const settled = () => vi.advanceTimersByTimeAsync(0);
