/** What the extension reads from chrome.storage.local. */
export interface Settings {
  url?: string;
  token?: string;
}

/** Keeps the token from pages' sides: only the extension's own pages read it. */
export const protectSettings = () =>
  chrome.storage.local.setAccessLevel({ accessLevel: "TRUSTED_CONTEXTS" });

export async function readSettings(): Promise<Settings> {
  const { url, token } = await chrome.storage.local.get(["url", "token"]);
  const settings: Settings = {};
  if (typeof url === "string") settings.url = url;
  if (typeof token === "string") settings.token = token;
  return settings;
}

const renewed: string[] = []; // newest last: what storage tells of one may come after the next

/** Keeps a renewed token, unless the user has set another one meanwhile. */
export async function renewToken(before: string, after: string) {
  if ((await readSettings()).token !== before) return;
  renewed.push(after);
  if (renewed.length > 10) renewed.shift();
  await chrome.storage.local.set({ token: after });
}

/** Says whether a token came by renewal, and so is in use already. */
export const isRenewed = (token: unknown) => renewed.includes(token as string);

/** The name of this extension among the user's; it is made once. */
export async function extensionId(): Promise<string> {
  const { extensionId } = await chrome.storage.local.get("extensionId");
  if (typeof extensionId === "string" && extensionId) return extensionId;
  const made = `chrome-${crypto.randomUUID()}`;
  await chrome.storage.local.set({ extensionId: made });
  return made;
}

const here = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** What is wrong with an address, and what one should know of it. */
export function judgeUrl(text: string): { fault?: string; warning?: string } {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { fault: "This is no address. It looks like wss://prep.example.org/ws." };
  }
  if (!/^wss?:$/.test(url.protocol)) return { fault: "The address begins with wss:// or ws://." };
  if (!url.hostname) return { fault: "The address has no host." };
  if (url.username || url.password)
    return { fault: "The address may not hold a name or password." };
  if (url.hash) return { fault: "The address may not hold a #." };
  if (url.protocol === "ws:" && !here.test(url.hostname))
    return { warning: "With ws:// everybody on the way can read the token. Use wss://." };
  return {};
}

/** What is wrong with a token. It is looked at by its form only, and never shown. */
export function judgeToken(token: string): string | undefined {
  if (!token) return "A token is needed.";
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token))
    return "This is no token: it has three parts of letters and digits with dots between.";
  return undefined;
}
