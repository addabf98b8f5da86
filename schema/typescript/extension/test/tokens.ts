import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";

/** A token of the development gateway that has expired a minute ago. */
export async function expiredToken(user: string): Promise<string> {
  const secret = (await readFile(join(inject("data"), "development-secret"), "utf8")).trim();
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const head = part({ alg: "HS256", typ: "JWT" });
  const signed = `${head}.${part({ sub: user, name: user, iat: now - 120, exp: now - 60 })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
