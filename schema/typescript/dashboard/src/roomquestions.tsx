import type { ContestSubmitAnswerResult, Question } from "@prepwire/client";
import { useClient } from "@prepwire/client/react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useNow } from "./hooks.js";
import { ErrorNote } from "./parts.js";
import { QuestionForm } from "./question.js";
import { clock, points } from "./words.js";

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
export function Questions(props: QuestionsProps) {
  const { contestId, questions, answered, live, closes, clockOffset } = props;
  const { contest } = useClient();
  const [given, setGiven] = useState<Record<string, string>>({});
  const [replies, setReplies] = useState<Record<string, ContestSubmitAnswerResult>>({});
  const [failed, setFailed] = useState<Error>();
  // The first that is to be answered; in a live contest the one that was opened last.
  const [at, go] = useState(() => questions.findIndex(({ id }) => !answered.includes(id)));
  useEffect(() => {
    if (live) go(questions.length - 1);
  }, [live, questions.length]);
  const question = questions[Math.min(Math.max(at, 0), questions.length - 1)];
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
  useLayoutEffect(() => place.current?.focus({ preventScroll: true }), []); // the options are disabled now
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
