// Says whether client/test/types/consumer.ts still compiles when the types are
// made from another schema.json: node scripts/consumer.mjs PATH
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { generate } from "./generate.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dir = await mkdtemp(join(tmpdir(), "prepwire-consumer-"));
try {
  await cp(join(root, "client/src"), join(dir, "src"), { recursive: true });
  await cp(join(root, "client/test/types/consumer.ts"), join(dir, "consumer.ts"));
  await writeFile(join(dir, "src/schema.ts"), await generate(process.argv[2]));
  const paths = {
    "@prepwire/client": ["./src/index.ts"],
    "@prepwire/client/schema": ["./src/schema.ts"],
  };
  const compilerOptions = { paths, types: [] };
  const config = {
    extends: join(root, "tsconfig.json"),
    compilerOptions,
    include: ["consumer.ts"],
    exclude: [],
  };
  await writeFile(join(dir, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/.bin/tsc");
  await promisify(execFile)(tsc, ["-p", dir, "--pretty", "false"], { cwd: dir });
} catch (error) {
  console.log(error.stdout ?? error);
  process.exitCode = 1;
} finally {
  await rm(dir, { recursive: true, force: true });
}
