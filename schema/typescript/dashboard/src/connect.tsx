import type { Client, ConnectionState } from "@prepwire/client";
import { type FormEvent, useEffect, useState, useSyncExternalStore } from "react";
import type { Credentials } from "./app.js";
import { useNow } from "./hooks.js";
import { always, thisTab } from "./keep.js";
import { Field } from "./parts.js";
import { development } from "./token.js";
import { explainState, seconds } from "./words.js";

const here = /Android|iPhone|iPad|Mobile/.test(navigator.userAgent) ? "phone" : "computer";

interface Props {
  client: Client | undefined;
  /** The token in use. */
  token: string;
  onConnect(credentials: Credentials): void;
  onDisconnect(): void;
}

const idle: ConnectionState = { status: "idle", attempt: 0 };

/** The head of the page: how the connection is, and who connects with which token. */
export function ConnectForm({ client, token, onConnect, onDisconnect }: Props) {
  const [typed, setTyped] = useState<string>();
  const [user, setUser] = useState(() => always.get("user") || "dev");
  const [device, setDevice] = useState(() => always.get("device") || here);
  const state = useSyncExternalStore(
    client?.subscribe ?? (() => () => {}),
    client?.getSnapshot ?? (() => idle),
  );

  useEffect(() => {
    const kept = thisTab.get("token");
    if (kept) onConnect({ token: kept, user, device });
    else if (development) onConnect({ user, device });
  }, []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = typed?.trim();
    thisTab.set("contest", ""); // it may be somebody else who comes
    if (given || development) onConnect({ token: given || undefined, user, device });
    else document.querySelector<HTMLElement>("[data-testid=token]")?.focus();
  };
  const disconnect = () => {
    setTyped(undefined);
    thisTab.set("contest", "");
    onDisconnect();
  };
  const active = client && state.status !== "closed" && state.status !== "idle";

  return (
    <header className="top">
      <div className="brand">
        <strong>Prepwire</strong>
        <Status state={state} />
      </div>
      <form className="connect" onSubmit={submit} aria-label="Connection">
        {development && (
          <Field
            label="User"
            value={user}
            maxLength={64}
            testid="user"
            onType={(name) => {
              setUser(name);
              setTyped(undefined);
            }}
          />
        )}
        <Field
          label={development ? "Token (found by itself)" : "Token"}
          value={typed ?? token}
          secret
          testid="token"
          onType={setTyped}
        />
        <Field
          label="This device"
          value={device}
          maxLength={64}
          testid="device"
          onType={setDevice}
        />
        <button type="submit" className="primary" data-testid="connect">
          {active ? "Connect again" : "Connect"}
        </button>
        {active && (
          <button type="button" onClick={disconnect} data-testid="disconnect">
            Disconnect
          </button>
        )}
      </form>
    </header>
  );
}

/** The connection in a few words, told when they change. */
function Status({ state }: { state: ConnectionState }) {
  const { status, session, reason, detail } = state;
  const words = {
    idle: "Not connected",
    connecting: "Connecting…",
    open: `Connected as ${session?.name || session?.userId}`,
    reconnecting: "Reconnecting…",
    closed: "Disconnected",
  };
  const why = status === "open" ? undefined : explainState(reason);
  return (
    <p className="status" data-status={status}>
      <span role="status" data-testid="status" title={detail}>
        <b>{words[status]}</b>
        {why && ` ${why}`}
      </span>
      {status === "reconnecting" && <NextTry at={state.retryAt ?? 0} />}
    </p>
  );
}

function NextTry({ at }: { at: number }) {
  const left = at - useNow(500);
  return left > 1_000 ? <span className="faint"> Next try in {seconds(left)}.</span> : null;
}
