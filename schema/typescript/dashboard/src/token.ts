import type { Client } from "@prepwire/client";

/** Whether the gateway gives tokens to whoever asks: it says so in the page. */
export const development = document.documentElement.dataset.development === "true";

/** Gets a token from the gateway in development mode, of a student. */
export async function developmentToken(user: string): Promise<string> {
  const query = new URLSearchParams({ user, name: nameOf(user) });
  const answer = await fetch(`dev/token?${query}`);
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return ((await answer.json()) as { token: string }).token;
}

const nameOf = (user: string) => user.charAt(0).toUpperCase() + user.slice(1);

/**
 * Makes the function that a client gets its tokens from. While the gateway is
 * away it gives the last one, so that the client says what is the matter.
 */
export function developmentTokens(user: string, heard: (token: string) => void) {
  let last: string | undefined;
  return async () => {
    try {
      last = await developmentToken(user);
      heard(last);
    } catch (error) {
      if (last === undefined) throw error;
    }
    return last;
  };
}

/**
 * Makes the function that a client gets its tokens from: first the one that
 * somebody gave, then what the gateway renews it to.
 */
export function givenTokens(
  given: string,
  client: () => Client | undefined,
  renewed: (token: string) => void,
) {
  let last = given;
  return async () => {
    const open = client();
    if (open?.getSnapshot().session) {
      last = (await open.session.renew()).token;
      renewed(last);
    }
    return last;
  };
}
