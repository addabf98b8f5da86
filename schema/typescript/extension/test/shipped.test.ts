import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { dist, extensionId, extensionOrigin } from "./origin.js";

const readme = readFileSync(
  fileURLToPath(new URL("../../../../README.md", import.meta.url)),
  "utf8",
);
const manifest = JSON.parse(readFileSync(`${dist}/manifest.json`, "utf8"));

test("the README names the id, and every permission with its reason", () => {
  expect(readme).toContain(`ALLOWED_ORIGINS=${extensionOrigin}`);
  expect(readme).toContain(`\`${extensionId}\``);
  const [, chapter = ""] = readme.split("## In a browser: the extension");
  const named = [...chapter.matchAll(/^\| `(\w+)` \|/gm)].slice(0, manifest.permissions.length);
  expect(named.map(([, name]) => name).sort()).toEqual([...manifest.permissions].sort());
  expect(manifest.host_permissions).toBeUndefined();
  expect(manifest.content_scripts).toBeUndefined();
});

test("nothing that is shipped reads text as markup or as code, or loads code from elsewhere", () => {
  const scripts = readdirSync(dist).filter((name) => name.endsWith(".js"));
  expect(scripts.sort()).toEqual(["content.js", "options.js", "panel.js", "worker.js"]);
  for (const name of scripts)
    expect(readFileSync(`${dist}/${name}`, "utf8"), name).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|import\(|importScripts/,
    );
  for (const name of readdirSync(dist).filter((name) => name.endsWith(".html")))
    expect(readFileSync(`${dist}/${name}`, "utf8"), name).not.toMatch(
      /https?:|<style|\son\w+=|<script(?! type="module" src="\w+\.js")/,
    );
  expect(manifest.content_security_policy.extension_pages).toMatch(
    /^default-src 'none'; script-src 'self';/,
  );
});
