// Builds what is committed: client/dist, by esbuild and tsc, and on it the
// dashboard, which the gateway embeds, and the browser extension. The same
// sources make the same bytes. With --check it only compares, and fails when something is stale.
import { execFile } from "node:child_process";
import { copyFile, cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const common = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  logLevel: "warning",
};

async function buildClient(outdir) {
  await rm(outdir, { recursive: true, force: true });
  const source = join(root, "client/src");
  await build({
    ...common,
    entryPoints: ["index.ts", "react.ts", "schema.ts"].map((name) => join(source, name)),
    outdir,
    external: ["react"],
    minifySyntax: true,
    // Names that no caller sees.
    mangleProps:
      /^(actions|api|handlers|shown|begin|only|settle|bytes|frame|load|look|put|quit|run|show|timer|wishes)$/,
  });
  const tsc = join(root, "node_modules/.bin/tsc");
  const project = join(root, "tsconfig.build.json");
  await promisify(execFile)(tsc, ["-p", project, "--outDir", outdir], { cwd: root });
}

// React itself would be three quarters of the page.
async function buildDashboard(outdir) {
  await rm(outdir, { recursive: true, force: true });
  const source = join(root, "dashboard/src");
  await build({
    ...common,
    entryPoints: { dashboard: join(source, "main.tsx") },
    outdir,
    minify: true,
    jsx: "automatic",
    banner: { js: "/*! With Preact, MIT License, Copyright (c) 2015-present Jason Miller */" },
    alias: { react: "preact/compat", "react-dom": "preact/compat" },
  });
  await build({
    ...common,
    entryPoints: { dashboard: join(source, "style.css") },
    outdir,
    minify: true,
  });
  await copyFile(join(source, "index.html"), join(outdir, "index.html"));
}

// Not minified: who installs an extension may want to read it.
async function buildExtension(outdir) {
  await rm(outdir, { recursive: true, force: true });
  const entries = (...names) => names.map((name) => join(root, "extension/src", `${name}.ts`));
  const all = { ...common, outdir, target: "chrome120" };
  await build({ ...all, entryPoints: entries("worker", "panel", "options") });
  // What runs beside a page is a classic script, and leaves nothing in its scope.
  await build({ ...all, entryPoints: entries("content"), format: "iife" });
  await cp(join(root, "extension/static"), outdir, { recursive: true });
}

async function contents(dir) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const names = files.map((entry) => relative(dir, join(entry.parentPath, entry.name))).sort();
  return Promise.all(
    names.map(async (name) => `${name}\n${await readFile(join(dir, name), "latin1")}`),
  );
}

const targets = [
  ["client/dist", buildClient],
  ["../../cmd/prepwire/dashboard", buildDashboard],
  ["extension/dist", buildExtension],
];
for (const [dir, make] of targets) {
  if (!process.argv.includes("--check")) {
    await make(join(root, dir));
    continue;
  }
  const scratch = await mkdtemp(join(tmpdir(), "prepwire-build-"));
  try {
    await make(scratch);
    const [fresh, committed] = await Promise.all([contents(scratch), contents(join(root, dir))]);
    if (fresh.join("\0") !== committed.join("\0")) {
      console.error(`${dir} is stale: run \`npm run build\` in schema/typescript`);
      process.exitCode = 1;
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
