import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

const misuses: Record<string, [code: string, expected: RegExp]> = {
  "a method that is none": [`await client.call("contest.submit", {});`, /TS2345.*contest\.submit/],
  "a namespace's method that is none": [`await client.contest.submit({});`, /TS2339.*'submit'/],
  "a missing param": [
    `await client.contest.submitAnswer({ contestId: "c", questionId: "q" });`,
    /TS2741.*answer/,
  ],
  "no params where some are needed": [`await client.contest.join();`, /TS2554/],
  "a param of another kind": [`await client.question.get({ questionId: 7 });`, /TS2322.*number/],
  "a param that is none": [`await client.question.list({ subjekt: "math" });`, /TS2561.*subjekt/],
  "a value outside of an enumeration": [
    `await client.question.generate({ examType: "SAT", subject: "math", difficulty: "extreme" });`,
    /TS2322.*extreme/,
  ],
  "an event that is none": [
    `client.on("contest.finished", () => {});`,
    /TS2345.*contest\.finished/,
  ],
  "a member of an event that is none": [
    `client.on("contest.ended", ({ winner }) => console.log(winner));`,
    /TS2339.*winner/,
  ],
  "a result of another kind": [
    `const x: number = (await client.system.ping()).serverTime; console.log(x);`,
    /TS2322.*string/,
  ],
  "a result member that may be missing": [
    `const r = await client.contest.submitAnswer({ contestId: "c", questionId: "q", answer: "A" });
     const points: number = r.points; console.log(points);`,
    /TS2322.*undefined/,
  ],
  "an error reason that is none": [
    `try { await client.system.ping(); } catch (e) { if (isPrepwireError(e) && e.reason === "nonsense") throw e; }`,
    /TS2367/,
  ],
  "an error reason that a switch leaves out": [
    `function tell(e: Failure & { reason: "queue_full" | "timeout" }): string {
       switch (e.reason) { case "timeout": return "slow"; default: { const none: never = e; return none; } }
     }
     console.log(tell);`,
    /TS2322.*never/,
  ],
  "what another reason tells": [
    `try { await client.system.ping(); } catch (e) { if (isPrepwireError(e) && e.reason === "timeout") console.log(e.data.current); }`,
    /TS2339.*current/,
  ],
  "an option that is none": [`createClient({ url: "x", token: "t", tokn: 1 });`, /TS2561.*tokn/],
  "a token of another kind": [`createClient({ url: "x", token: 7 });`, /TS2322/],
};

let complaints: string;

// One run of the compiler for all: each misuse is a file of its own.
beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), "prepwire-types-"));
  try {
    await mkdir(join(dir, "node_modules"));
    for (const name of ["@types", "react", "react-dom", "csstype"])
      await symlink(join(root, "node_modules", name), join(dir, "node_modules", name));
    await mkdir(join(dir, "node_modules/@prepwire"));
    await symlink(join(root, "client"), join(dir, "node_modules/@prepwire/client"));
    await cp(join(root, "client/test/types"), dir, { recursive: true });
    const head = `import { createClient, isPrepwireError, type Failure } from "@prepwire/client";
      const client = createClient({ url: "", token: "" });
      export type { Failure }; export const used = [createClient, isPrepwireError, client];\n`;
    await Promise.all(
      Object.values(misuses).map(([code], i) => writeFile(join(dir, `misuse${i}.ts`), head + code)),
    );
    const readme = await readFile(join(root, "../../README.md"), "utf8");
    const blocks = readme.matchAll(/<!-- typescript -->\n([\s\S]*?)<!-- end of typescript -->/g);
    for (const [i, [, block = ""]] of [...blocks].entries())
      await writeFile(join(dir, `readme${i}.tsx`), block.replaceAll(/^ {4}/gm, ""));
    const compilerOptions = {
      target: "es2022",
      listFiles: true,
      module: "nodenext",
      moduleResolution: "nodenext",
      lib: ["es2023", "dom", "dom.iterable"],
      jsx: "react-jsx",
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noPropertyAccessFromIndexSignature: true,
      noEmit: true,
      preserveSymlinks: true,
      skipLibCheck: false,
    };
    await writeFile(
      join(dir, "tsconfig.json"),
      JSON.stringify({ compilerOptions, include: ["*.ts", "*.tsx"] }),
    );
    await writeFile(join(dir, "package.json"), '{"type":"module"}');
    complaints = await new Promise((resolve) => {
      execFile(
        join(root, "node_modules/.bin/tsc"),
        ["-p", dir, "--pretty", "false"],
        { cwd: dir, maxBuffer: 1 << 24 },
        (_, out) => resolve(out),
      );
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

test("strict consumers, and the examples of the README, compile against the built package", () => {
  const others = complaints.split("\n").filter((line) => line && !/^(misuse\d+\.ts|\s)/.test(line));
  expect(others.filter((line) => !line.startsWith("/"))).toEqual([]); // but for the files it has read
  for (const file of ["consumer.ts", "react.tsx", "readme0.tsx", "readme1.tsx"])
    expect(others.some((line) => line.endsWith(`/${file}`))).toBe(true);
});

test.each(Object.keys(misuses).map((name, i) => [name, i] as const))(
  "%s does not compile",
  (name, i) => {
    const mine = complaints.split(/\n(?=\S)/).filter((text) => text.startsWith(`misuse${i}.ts`));
    expect(mine.join("\n").replaceAll("\n", " ")).toMatch(misuses[name]?.[1] ?? /never/);
    expect(mine).toHaveLength(1);
  },
);
