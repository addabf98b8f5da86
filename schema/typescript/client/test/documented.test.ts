import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

/** Declaration files that the three entries reach. */
function reachable(): Set<string> {
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/from "(\.[^"]+)\.js"/g))
      visit(join(file, "..", `${path}.d.ts`));
  };
  for (const entry of ["index", "react", "schema"]) visit(join(dist, `${entry}.d.ts`));
  return seen;
}

/** Lines that declare something and have no comment right above. */
function undocumented(file: string): string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  const members = !file.endsWith("schema.d.ts"); // whose members are as documented as the contract
  return lines.filter((line, i) => {
    const declares =
      /^export (declare |default )*(abstract )?(const|function|class|interface|type|enum) \w/.test(
        line,
      ) ||
      (members && /^ {4}(readonly )?[\w$]+\??[(:<]/.test(line));
    return declares && !/\*\/\s*$/.test(lines[i - 1] ?? "");
  });
}

test("every public name is documented", () => {
  const files = [...reachable()];
  expect(files.length).toBeGreaterThan(8);
  expect(
    Object.fromEntries(
      files
        .map((file) => [file.slice(dist.length + 1), undocumented(file)])
        .filter(([, lines]) => lines?.length),
    ),
  ).toEqual({});
});

test("the package names every built entry", () => {
  const { exports } = JSON.parse(readFileSync(join(dist, "../package.json"), "utf8"));
  const built = readdirSync(dist).filter((name) => name.endsWith(".js"));
  expect(
    Object.values(exports)
      .map((entry) => (entry as { default: string }).default.replace("./dist/", ""))
      .sort(),
  ).toEqual(built.sort());
});
