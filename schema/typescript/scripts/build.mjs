// Builds client/dist: bundles by esbuild, declarations by tsc. The same sources
// make the same bytes. With --check it only compares, and fails when dist is stale.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

async function buildClient(outdir) {
  await rm(outdir, { recursive: true, force: true });
  const source = join(root, "client/src");
  await build({
    absWorkingDir: root,
    entryPoints: ["index.ts", "react.ts", "schema.ts"].map((name) => join(source, name)),
    outdir,
    bundle: true,
    external: ["react"],
    format: "esm",
    target: "es2022",
    charset: "utf8",
    // Names that no caller sees.
    mangleProps: /^(actions|handlers|begin|settle|bytes|timer)$/,
    logLevel: "warning",
  });
  const tsc = join(root, "node_modules/.bin/tsc");
  const project = join(root, "tsconfig.build.json");
  await promisify(execFile)(tsc, ["-p", project, "--outDir", outdir], { cwd: root });
}

async function contents(dir) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const names = files.map((entry) => relative(dir, join(entry.parentPath, entry.name))).sort();
  return Promise.all(
    names.map(async (name) => `${name}\n${await readFile(join(dir, name), "utf8")}`),
  );
}

const dist = join(root, "client/dist");
if (process.argv.includes("--check")) {
  const scratch = await mkdtemp(join(tmpdir(), "prepwire-client-"));
  try {
    await buildClient(scratch);
    const [fresh, committed] = await Promise.all([contents(scratch), contents(dist)]);
    if (fresh.join("\0") !== committed.join("\0")) {
      console.error("client/dist is stale: run `npm run build` in schema/typescript");
      process.exitCode = 1;
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
} else {
  await buildClient(dist);
}
