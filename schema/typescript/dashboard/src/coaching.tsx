import type { Message } from "@prepwire/client";
import { useClient, type useLiveCoaching } from "@prepwire/client/react";
import { type FormEvent, useState } from "react";
import { useCall, useEvent } from "./hooks.js";
import { ErrorNote, Panel, useAnnounce } from "./parts.js";
import { timeOfDay } from "./words.js";

/** What the coach said, how much of it was not read, and a talk with it. */
export function CoachingPanel(props: ReturnType<typeof useLiveCoaching>) {
  const { messages, unread, markRead, error } = props;
  const announce = useAnnounce();
  useEvent("coaching.message", ({ message }) => {
    if (!message.read) announce(`The coach: ${message.message}`);
  });
  return (
    <Panel
      id="coaching"
      title="Coach"
      aside={
        <p className="unread">
          <span data-testid="coaching-unread" className={unread ? "badge" : "faint"}>
            {unread}
          </span>{" "}
          unread{" "}
          <button type="button" disabled={!unread} onClick={() => markRead()}>
            Mark all as read
          </button>
        </p>
      }
    >
      <ErrorNote error={error} />
      {messages.length === 0 && (
        <p className="faint">
          The coach speaks up by itself: on streaks, on haste, when something goes wrong thrice.
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <ul className="messages" data-testid="messages" aria-label="Messages" tabIndex={0}>
        {messages.map((message) => (
          <Said key={message.id} {...message} onRead={() => markRead([message.id])} />
        ))}
      </ul>
      <Chat />
    </Panel>
  );
}

function Said(props: Message & { onRead(): void }) {
  const { from, type, message, read, createdAt } = props;
  return (
    <li className={`${from} ${read ? "" : "new"}`}>
      <p className="faint">
        {from === "student" ? "You" : `Coach, ${type}`} · {timeOfDay(createdAt)}
        {!read && " · not read"}
      </p>
      <p className="text">{message}</p>
      {!read && (
        <button type="button" onClick={props.onRead}>
          Mark as read
        </button>
      )}
    </li>
  );
}

/** Writes to the coach; the answer shows while it is written. */
function Chat() {
  const { coaching } = useClient();
  const [text, setText] = useState("");
  const [answer, setAnswer] = useState("");
  const { error, loading, run } = useCall<Message>();
  const mute = error?.reason === "ai_not_configured";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim() || loading) return;
    const sent = await run(() =>
      coaching.send({ message: text.trim() }, { onProgress: (now) => setAnswer(now.text ?? "") }),
    );
    setAnswer("");
    if (sent) setText("");
  };
  return (
    <form className="chat" onSubmit={submit} aria-label="Chat with the coach">
      {loading && (
        <p className="text writing" data-testid="coaching-streaming" aria-hidden="true">
          {answer || "The coach is thinking…"}
        </p>
      )}
      {mute ? (
        <p className="note" role="status" data-testid="coaching-mute">
          This gateway has no model, so the coach cannot chat. Hints, strategies and its own remarks
          work.
        </p>
      ) : (
        <>
          <ErrorNote error={error} />
          <label>
            Ask the coach
            <textarea
              rows={2}
              maxLength={4000}
              value={text}
              data-testid="coaching-text"
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </label>
          <button type="submit" disabled={loading || !text.trim()} data-testid="coaching-send">
            Send
          </button>
        </>
      )}
    </form>
  );
}
