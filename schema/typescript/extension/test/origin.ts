import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder that a browser loads. */
export const dist = fileURLToPath(new URL("../dist", import.meta.url));

const manifest = JSON.parse(readFileSync(`${dist}/manifest.json`, "utf8"));

/** The id that Chrome makes of the manifest's key: half of its hash, in letters. */
export const extensionId = createHash("sha256")
  .update(Buffer.from(manifest.key, "base64"))
  .digest("hex")
  .slice(0, 32)
  .replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));

export const extensionOrigin = `chrome-extension://${extensionId}`;
