import type { ContestSubmitAnswerResult, Question } from "@prepwire/client";
import { useClient, useContest, useWebSocket } from "@prepwire/client/react";
import { useEffect, useRef, useState } from "react";
import { Board } from "./board.js";
import { useEvent, useNow } from "./hooks.js";
import { ErrorNote, useAnnounce } from "./parts.js";
import { QuestionForm } from "./question.js";
import { Results } from "./results.js";
import { clock, points } from "./words.js";

interface Props {
  contestId: string;
  spectate: boolean;
  clockOffset: number;
  onCompeting(competing: boolean): void;
  onLeave(): void;
}

/** A contest from inside: its time, its questions, its board, and what came of it. */
export function Room({ contestId, spectate, clockOffset, onCompeting, onLeave }: Props) {
  const room = useContest(contestId, { spectate });
  const { session } = useWebSocket();
  const announce = useAnnounce();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const [closes, setCloses] = useState<Readonly<Record<string, string>>>({});
  const { contest, me, board, participants, ended } = room;
  const running = contest?.status === "ongoing";
  const over = contest?.status === "completed";
  const competing = running && !spectate;
  useEffect(() => {
    onCompeting(competing);
    return () => onCompeting(false);
  }, [competing, onCompeting]);
  useEvent("contest.standingUpdated", ({ contestId: id, entry }) => {
    if (id === contestId && entry.rank) announce(`You are at rank ${entry.rank}`);
  });
  useEvent("contest.questionOpened", ({ question, closesAt }) =>
    setCloses((all) => ({ ...all, [question.id]: closesAt })),
  );
  useEvent(
    "contest.ended",
    ({ contestId: id }) => id === contestId && announce("The contest has ended"),
  );

  return (
    <article className="room" aria-labelledby="room-title" data-testid="contest-room">
      <header>
        <h3 id="room-title" tabIndex={-1} ref={heading}>
          {contest?.title ?? "Contest"}
        </h3>
        <button type="button" onClick={onLeave}>
          {over ? "Close" : "Leave"}
        </button>
      </header>
      <ErrorNote error={room.error} />
      {contest && (
        <p className="faint">
          <Countdown {...contest} offset={clockOffset} />
          {contest.status === "cancelled" && "Cancelled. "}
          {participants &&
            !over &&
            `${participants.present} here, ${participants.completed} done. `}
          {spectate && "You watch. "}
          {contest.feedback === "afterEnd" && !over && "Scores come at the end. "}
        </p>
      )}
      {me && !over && (
        <p data-testid="standing">
          {me.rank ? `Rank ${me.rank}` : "Not ranked yet"}
          {me.score !== undefined && `, ${points(me.score)}`}, {me.answered} of{" "}
          {contest?.questionCount} answered
        </p>
      )}
      {running && !spectate && (
        <Questions
          {...room}
          contestId={contestId}
          live={contest.pacing === "live"}
          closes={closes}
          clockOffset={clockOffset}
        />
      )}
      {over ? (
        <Results
          contestId={contestId}
          me={session?.userId}
          spectate={spectate}
          key={ended?.logHead}
        />
      ) : (
        <Board
          entries={board?.top ?? []}
          total={board?.total ?? 0}
          me={session?.userId}
          caption="Leaderboard"
        />
      )}
    </article>
  );
}

function Countdown(props: { status: string; startTime: string; endTime: string; offset: number }) {
  const now = useNow(500) + props.offset;
  const { status, startTime, endTime } = props;
  if (status !== "upcoming" && status !== "ongoing") return null;
  const before = Date.parse(startTime) > now;
  const left = Date.parse(before ? startTime : endTime) - now;
  return (
    <span data-testid="countdown">
      {before ? "Starts" : left > 0 ? "Ends" : "Ending"} in {clock(left)}.{" "}
    </span>
  );
}

function Closing({ at, offset }: { at: string; offset: number }) {
  const left = Date.parse(at) - useNow(250) - offset;
  return (
    <p className="faint" data-testid="closes">
      {left > 0
        ? `This question closes in ${clock(left)}.`
        : "Its time is over: an answer scores 0."}
    </p>
  );
}

interface QuestionsProps {
  contestId: string;
  questions: readonly Question[];
  answered: readonly string[];
  live: boolean;
  /** When questions close, by id, as far as it is known. */
  closes: Readonly<Record<string, string>>;
  clockOffset: number;
}

/** The questions that are open, one at a time. */
function Questions(props: QuestionsProps) {
  const { contestId, questions, answered, live, closes, clockOffset } = props;
  const { contest } = useClient();
  const [given, setGiven] = useState<Record<string, string>>({});
  const [replies, setReplies] = useState<Record<string, ContestSubmitAnswerResult>>({});
  const [failed, setFailed] = useState<Error>();
  const [at, go] = useState(0);
  useEvent("contest.questionOpened", ({ contestId: id, question }) => {
    const place = questions.findIndex((q) => q.id === question.id);
    if (live && id === contestId) go(place < 0 ? questions.length : place);
  });
  const question = questions[Math.min(at, questions.length - 1)];
  if (!question) return <p className="faint">No question is open yet.</p>;
  const isDone = (id: string) => given[id] !== undefined || answered.includes(id);
  const answer = async (text: string, timeSpentMs: number) => {
    setFailed(undefined);
    try {
      const { id } = question;
      const reply = await contest.submitAnswer({
        contestId,
        questionId: id,
        answer: text,
        timeSpentMs,
      });
      setReplies((all) => ({ ...all, [id]: reply }));
      setGiven((all) => ({ ...all, [id]: text }));
    } catch (error) {
      setFailed(error as Error);
    }
  };
  const next = questions.findIndex(({ id }, i) => i > at && !isDone(id));
  const reply = replies[question.id];
  return (
    <>
      <ol className="steps" aria-label="Questions of the contest">
        {questions.map(({ id }, i) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === question.id ? "step" : undefined}
              className={isDone(id) ? "done" : ""}
              onClick={() => go(i)}
            >
              {i + 1}
              <span className="unseen">{isDone(id) ? " answered" : ""}</span>
            </button>
          </li>
        ))}
      </ol>
      {closes[question.id] && <Closing at={closes[question.id] as string} offset={clockOffset} />}
      <QuestionForm
        key={question.id}
        question={question}
        place={`Question ${questions.indexOf(question) + 1}`}
        given={given[question.id] ?? (isDone(question.id) ? "" : undefined)}
        onAnswer={answer}
      >
        {failed && <ErrorNote error={failed as never} />}
        {isDone(question.id) && <Accepted reply={reply} />}
        {isDone(question.id) && next >= 0 && (
          <div className="buttons">
            <button type="button" className="primary" onClick={() => go(next)}>
              Next question
            </button>
          </div>
        )}
      </QuestionForm>
    </>
  );
}

function Accepted({ reply }: { reply: ContestSubmitAnswerResult | undefined }) {
  const verdict = reply?.correct === undefined ? "" : reply.correct ? " Correct." : " Not correct.";
  const score = reply?.points === undefined ? "" : ` ${points(reply.points)}.`;
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => place.current?.focus({ preventScroll: true }), []); // the options are disabled now
  return (
    <p
      ref={place}
      tabIndex={-1}
      className={`verdict ${verdict && (reply?.correct ? "right" : "wrong")}`}
    >
      <span data-testid="contest-answer-result">
        Your answer is accepted.{verdict}
        {score}
      </span>
      {reply && (
        <span className="faint">
          {" "}
          Receipt {reply.receipt.position}:{reply.receipt.hash.slice(0, 12)}…
        </span>
      )}
    </p>
  );
}
