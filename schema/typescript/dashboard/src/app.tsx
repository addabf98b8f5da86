import { type Client, createClient } from "@prepwire/client";
import { PrepwireProvider } from "@prepwire/client/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { ConnectForm } from "./connect.js";
import { Desk } from "./desk.js";
import { always, thisTab } from "./keep.js";
import { AnnouncerProvider } from "./parts.js";
import { developmentTokens, givenTokens } from "./token.js";

/** How somebody wants to connect: with a token, or in development mode as anybody. */
export interface Credentials {
  token?: string | undefined;
  user: string;
  device: string;
}

const gateway = () => new URL("ws", location.href.replace(/^http/, "ws")).href;

/** The page: who connects, and what they see once they try. */
export function App() {
  const [client, setClient] = useState<Client>();
  const [token, setToken] = useState(() => thisTab.get("token"));
  const [said, setSaid] = useState("");
  const open = useRef<Client>(undefined);

  const keep = useCallback((next: string) => {
    thisTab.set("token", next);
    setToken(next);
  }, []);
  const disconnect = useCallback(() => {
    open.current?.close();
    keep("");
  }, [keep]);
  const connect = useCallback(
    ({ token: given, user, device }: Credentials) => {
      open.current?.close();
      always.set("user", user);
      always.set("device", device);
      keep(given ?? "");
      // What comes for a client that is gone is of no use any more.
      const ours = (then: (token: string) => void) => (next: string) => {
        if (open.current === made && made.getSnapshot().status !== "closed") then(next);
      };
      const made: Client = createClient({
        url: gateway(),
        token: given
          ? givenTokens(given, () => open.current, ours(keep))
          : developmentTokens(user, ours(setToken)),
        device,
        reconnect: { maxDelayMs: 10_000 },
        connect: false,
      });
      made.on("state", ({ reason }) => {
        if (reason === "token_expired" || reason === "token_invalid") thisTab.set("token", "");
      });
      open.current = made;
      setClient(made);
      made.connect();
    },
    [keep],
  );
  useEffect(() => () => open.current?.close(), []);

  return (
    <AnnouncerProvider value={setSaid}>
      {client && (
        <a className="skip" href="#practice-title">
          Skip to practice
        </a>
      )}
      <ConnectForm client={client} token={token} onConnect={connect} onDisconnect={disconnect} />
      {client && (
        <PrepwireProvider value={client} key={serial(client)}>
          <Desk />
        </PrepwireProvider>
      )}
      {!client && (
        <main className="plain">
          <h1>Exam preparation, live</h1>
          <p>
            Give a token to connect. On the machine of the gateway, this makes one:{" "}
            <code>prepwire token --user alice</code>
          </p>
        </main>
      )}
      <div className="unseen" aria-live="polite" data-testid="announcement">
        {said}
      </div>
    </AnnouncerProvider>
  );
}

// A new client is a new page below: nothing of another user stays.
const serials = new WeakMap<Client, number>();
let made = 0;
function serial(client: Client): number {
  const known = serials.get(client) ?? ++made;
  serials.set(client, known);
  return known;
}
