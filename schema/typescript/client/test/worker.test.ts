import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { FakeSocket } from "./fakes.js";

test("a service worker needs nothing but what it has, and listens from its first moment on", async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { createClient } from "@prepwire/client";
        globalThis.start = () => createClient({ url: "ws://x/ws", token: "t", heartbeat: 0 });`,
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
  });
  const listened: string[] = [];
  const worker: Record<string, unknown> = {
    addEventListener: (event: string) => listened.push(event),
    WebSocket: FakeSocket,
    TextEncoder,
    setTimeout,
    clearTimeout,
    console,
  };
  runInNewContext(outputFiles[0]?.text ?? "", worker);
  expect(listened).toContain("online");
  FakeSocket.all = [];
  const client = (worker.start as () => { getSnapshot(): { status: string }; close(): void })();
  await Promise.resolve();
  expect(FakeSocket.all).toHaveLength(1);
  FakeSocket.last.greets();
  expect(client.getSnapshot().status).toBe("open");
  client.close();
});
