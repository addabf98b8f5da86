import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { expect, inject, onTestFinished, test } from "vitest";
import { realClient, tokenFor } from "../../client/test/real.js";
import { Extension, flags, program, scratch } from "./chromium.js";

const idleMs = 90_000;
const seconds = 5_000; // in which it is back as a rule

// Nothing is attached to the browser: a debugger would keep the worker alive. So
// it is the gateway that says whether the extension is there.
test.skipIf(!program)(
  "the extension stays connected while the browser is idle for 90 s",
  async () => {
    const user = randomUUID();
    const watcher = await realClient(user);
    await watcher.session.start({ kind: "practice" });
    const joins = watcher.events("session.deviceJoined");
    const joined = async () => {
      for (;;) {
        const { value, done } = await joins.next();
        if (done) throw new Error("the watcher was closed");
        if (value.device === "extension") return value.connectionId;
      }
    };
    const leaves = watcher.events("session.deviceLeft");

    const profile = await scratch();
    const setup = await Extension.start(profile);
    await setup.set({ url: inject("gateway"), token: await tokenFor(user) });
    const before = await joined();
    await setup.context.close();
    expect((await leaves.next()).value.connectionId).toBe(before);

    const browser = spawn(program, [
      "--headless=new",
      "--no-first-run",
      `--user-data-dir=${profile}`,
      ...flags,
      "about:blank",
    ]);
    const ended = new Promise((resolve) => browser.once("exit", resolve));
    onTestFinished(async () => {
      browser.kill();
      await ended;
    });
    const crashed = ended.then((code) => Promise.reject(new Error(`the browser ended: ${code}`)));
    crashed.catch(() => {});

    let connection = await Promise.race([joined(), crashed]);
    const end = Date.now() + idleMs;
    let breaks = 0;
    let long = 0;
    for (;;) {
      const over = new Promise<"over">((resolve) =>
        setTimeout(() => resolve("over"), end - Date.now()),
      );
      const next = await Promise.race([leaves.next(), over, crashed]);
      if (next === "over") break;
      if (next.value.connectionId !== connection) continue;
      breaks++;
      const left = Date.now();
      connection = await Promise.race([joined(), crashed]);
      if (Date.now() - left > seconds) long++;
    }
    // A worker that Chrome stops when idle would be gone, until an alarm wakes it, at least twice.
    expect(long).toBeLessThan(2);
    const { devices } = await watcher.session.get();
    expect(devices).toContainEqual(
      expect.objectContaining({ device: "extension", connectionId: connection }),
    );
    console.log(`idle for ${idleMs / 1000} s: ${breaks} breaks`);
  },
  idleMs + 240_000,
);
