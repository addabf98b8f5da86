// Measures the client against its budget, and beside it what it is compared
// with, all by the same rule: everything the entry exports, bundled for
// browsers by esbuild, minified by terser with its defaults, gzip -9. React itself does not count. The dashboard is
// measured as it is served, with everything that it loads.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";

const root = fileURLToPath(new URL("..", import.meta.url));

const dashboard = fileURLToPath(new URL("../../../cmd/prepwire/dashboard/", import.meta.url));

const rows = [
  ["@prepwire/client", 'export * from "@prepwire/client";', 3_500],
  [
    "@prepwire/client and /react",
    'export * from "@prepwire/client"; export * from "@prepwire/client/react";',
    5_000,
  ],
  ["the dashboard", measureDashboard, 32 * 1024],
  ["partysocket (socket only)", 'export { default } from "partysocket/ws";'],
  ["graphql-ws (client)", 'export * from "graphql-ws/client";'],
  ["socket.io-client", 'export * from "socket.io-client";'],
  ["centrifuge", 'export * from "centrifuge";'],
];

async function measure(contents) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    external: ["react"],
    logLevel: "error",
  });
  const { code } = await minify(outputFiles[0].text, { module: true, ecma: 2022 });
  return { min: Buffer.byteLength(code), gzip: gzipSync(code, { level: 9 }).length };
}

async function measureDashboard() {
  const sum = { min: 0, gzip: 0 };
  for (const name of await readdir(dashboard)) {
    const bytes = await readFile(dashboard + name);
    sum.min += bytes.length;
    sum.gzip += gzipSync(bytes, { level: 9 }).length;
  }
  return sum;
}

console.log("package".padEnd(30), "min".padStart(8), "gzip".padStart(8), "budget".padStart(8));
for (const [name, contents, budget] of rows) {
  const { min, gzip } = await (contents === measureDashboard ? contents() : measure(contents));
  console.log(
    name.padEnd(30),
    `${min}`.padStart(8),
    `${gzip}`.padStart(8),
    `${budget ?? ""}`.padStart(8),
  );
  if (gzip > budget) {
    console.error(`${name} is over its budget`);
    process.exitCode = 1;
  }
}
