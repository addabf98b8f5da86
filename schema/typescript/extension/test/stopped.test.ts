import { expect, test } from "vitest";
import { realClient } from "../../client/test/real.js";
import { Extension, model, program } from "./chromium.js";

test.skipIf(!program || !model)(
  "a stopped worker is woken by its alarm, and hears what it missed",
  async () => {
    const { it, user } = await Extension.connected();
    // An extension page to look from; what is kept is in its reach too.
    const page = await it.open("options.html");
    const [before] = await it.until("positions", (all) => all.length === 1);
    const watcher = await realClient(user);
    const left = watcher.events("session.deviceLeft");
    await watcher.session.start({ kind: "practice" });
    await it.until("positions", ([now]) => now.offset > before.offset, page);

    const cdp = await it.context.newCDPSession(page);
    await cdp.send("ServiceWorker.enable");
    await cdp.send("ServiceWorker.stopAllWorkers");
    expect((await left.next()).value.device).toBe("extension");

    // It is asked for while the extension sleeps, and shown when it is awake.
    const { analysis } = await watcher.question.analyze({ text: "What is 3 + 4?" });
    const kept = await it.until("analysis", (view) => view.status === "done", page);
    expect(kept.analysis).toEqual(analysis);
  },
);
