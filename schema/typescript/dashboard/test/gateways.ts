import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { inject } from "vitest";

/** A gateway for the public, which can be restarted at its address. */
export class PublicGateway {
  /** Address of the page. */
  url = "";
  private readonly env: Record<string, string>;
  private dir = "";
  private child: ChildProcess | undefined;

  constructor(env: Record<string, string> = {}) {
    const JWT_SECRET = randomBytes(48).toString("base64url");
    this.env = { PATH: process.env.PATH ?? "", JWT_SECRET, ...env };
  }

  async start() {
    this.dir ||= await mkdtemp(join(tmpdir(), "prepwire-public-"));
    const addr = this.url ? new URL(this.url).host : "127.0.0.1:0";
    const flags = [
      `--addr=${addr}`,
      "--admin-addr=off",
      "--data-dir=data",
      "--drain-spread=100ms",
      "--log-level=warn",
    ];
    const child = spawn(inject("program"), flags, {
      cwd: this.dir,
      env: this.env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.child = child;
    const host = await new Promise<string>((resolve, reject) => {
      child.once("exit", () => reject(new Error("the gateway ended at once")));
      createInterface({ input: child.stdout }).on("line", (line) => {
        const found = /ws:\/\/([^/]+)/.exec(line)?.[1];
        if (found) resolve(found);
      });
    });
    this.url = `http://${host}/`;
  }

  async stop() {
    const { child } = this;
    if (!child) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
    this.child = undefined;
  }

  /** Stops it for good. */
  async end() {
    await this.stop();
    await rm(this.dir, { recursive: true, force: true });
  }

  async tokenFor(user: string, ttl = "1h") {
    const args = ["token", "--user", user, "--name", user, "--ttl", ttl, "--data-dir", "data"];
    const { stdout } = await promisify(execFile)(inject("program"), args, {
      cwd: this.dir,
      env: this.env,
    });
    return stdout.trim();
  }
}
