import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
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
    if (this.url) return this.listen(new URL(this.url).host);
    // Ports below those that systems give away by themselves: nobody takes it during a restart.
    for (let tries = 1; !this.url; tries++) {
      const host = `127.0.0.1:${randomInt(20_000, 32_768)}`;
      await this.listen(host).then(
        () => {
          this.url = `http://${host}/`;
        },
        (taken) => {
          if (tries === 5) throw taken;
        },
      );
    }
  }

  private async listen(host: string) {
    const flags = [
      `--addr=${host}`,
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
    await new Promise<void>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", () => reject(new Error("the gateway ended at once")));
      createInterface({ input: child.stdout }).on("line", (line) => {
        if (line.includes(`ws://${host}/`)) resolve();
      });
    });
    this.child = child;
  }

  async stop() {
    const { child } = this;
    if (!child) return;
    this.child = undefined;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
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
