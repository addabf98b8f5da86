import type { Failure, Message } from "@prepwire/client";
import { useClient, useLiveCoaching } from "@prepwire/client/react";
import { type FormEvent, useCallback, useEffect, useState } from "react";
import { useCall, useEvent, useRepeat } from "./hooks.js";
import { ErrorNote, Panel, useAnnounce } from "./parts.js";
import { timeOfDay } from "./words.js";

interface Props {
  /** What is being written to the coach. */
  text: string;
  onType(text: string): void;
  onUnread(unread: number): void;
  /** A contest silences the coach. */
  onRest(): void;
}

/** The coach, which rests during a contest and comes back after it. */
export function Coach({ onUnread }: Pick<Props, "onUnread">) {
  const { coaching } = useClient();
  const [text, setText] = useState("");
  const [rests, setRests] = useState(false);
  const [turn, setTurn] = useState(0);
  const look = async () => {
    if (!rests) return;
    try {
      await coaching.list({ limit: 1 }, { queue: false });
    } catch {
      return; // it still rests
    }
    setRests(false);
    setTurn((n) => n + 1); // all of it begins anew
  };
  // Whoever has not joined here hears nothing of the end.
  useRepeat(look, 5_000);
  useEvent("contest.ended", look);
  useEvent("contest.cancelled", look);
  const rest = useCallback(() => setRests(true), []);
  return (
    <CoachingPanel key={turn} text={text} onType={setText} onUnread={onUnread} onRest={rest} />
  );
}

/** What the coach said, how much of it was not read, and a talk with it. */
function CoachingPanel(props: Props) {
  const { messages, unread, markRead, error } = useLiveCoaching();
  const { onUnread, onRest } = props;
  const announce = useAnnounce();
  useEvent("coaching.message", ({ message }) => {
    if (!message.read) announce(`The coach: ${message.message}`);
  });
  useEffect(() => onUnread(unread), [unread, onUnread]);
  useRest(error, onRest);
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
      <Chat {...props} />
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

/** Tells when a call was refused because of a contest. */
function useRest(error: Failure | undefined, onRest: () => void) {
  const rests = error?.reason === "contest_running";
  useEffect(() => {
    if (rests) onRest();
  }, [rests, onRest]);
}

/** Writes to the coach; the answer shows while it is written. */
function Chat({ text, onType, onRest }: Props) {
  const { coaching } = useClient();
  const [answer, setAnswer] = useState("");
  const { error, loading, run } = useCall<Message>();
  useRest(error, onRest);
  const mute = error?.reason === "ai_not_configured";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim() || loading) return;
    const sent = await run(() =>
      coaching.send({ message: text.trim() }, { onProgress: (now) => setAnswer(now.text ?? "") }),
    );
    setAnswer("");
    if (sent) onType("");
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
              onInput={(event) => onType(event.currentTarget.value)}
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
