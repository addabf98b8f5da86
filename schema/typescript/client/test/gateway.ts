import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** Address of a gateway in development mode. */
    gateway: string;
    /** The program, and the folder of the gateway's data. */
    program: string;
    data: string;
  }
}

const house = fileURLToPath(new URL("../../../..", import.meta.url));

/** A gateway that runs, and how to stop it. */
export interface Gateway {
  address: string;
  program: string;
  data: string;
  stop(): Promise<void>;
}

/** Builds the gateway, unless PREPWIRE names one, and starts it on a free port of this machine. */
export async function startGateway(
  flags: Record<string, string> = {},
  env: Record<string, string> = {},
): Promise<Gateway> {
  const scratch = await mkdtemp(join(tmpdir(), "prepwire-gateway-"));
  let program = process.env.PREPWIRE;
  if (!program) {
    program = join(scratch, "prepwire");
    await promisify(execFile)("go", ["build", "-buildvcs=false", "-o", program, "./cmd/prepwire"], {
      cwd: house,
    });
  }
  const data = join(scratch, "data");
  const settings = {
    addr: "127.0.0.1:0",
    "admin-addr": "off",
    "data-dir": data,
    "token-max-age": "1h",
    "log-level": "warn",
    "limit-connects-per-address": "0",
    // Tests tear connections faster than a busy machine sees that they are gone.
    "limit-conns-per-user": "0",
    ...flags,
  };
  const child = spawn(
    program,
    Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
    {
      cwd: scratch,
      env: { PATH: process.env.PATH ?? "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let log = "";
  child.stderr.on("data", (text) => {
    log += text;
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const address = await Promise.race([
    ended.then(() => Promise.reject(new Error(`the gateway ended at once:\n${log}`))),
    new Promise<string>((resolve) =>
      createInterface({ input: child.stdout }).on("line", (line) => {
        const found = /ws:\/\/\S+/.exec(line);
        if (found) resolve(found[0]);
      }),
    ),
  ]);
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(scratch, { recursive: true, force: true });
  };
  return { address, program, data, stop };
}

/** Starts the gateway that all tests of the client share. */
export default async function setup(project: TestProject) {
  const { address, program, data, stop } = await startGateway();
  project.provide("gateway", address);
  project.provide("program", program);
  project.provide("data", data);
  return stop;
}
