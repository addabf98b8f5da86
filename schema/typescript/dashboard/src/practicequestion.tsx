import type { Analytics, Question, QuestionAnswerResult } from "@prepwire/client";
import { useClient } from "@prepwire/client/react";
import { useLayoutEffect, useRef } from "react";
import { Help } from "./help.js";
import { useCall } from "./hooks.js";
import { ErrorNote } from "./parts.js";
import type { Answered } from "./practice.js";
import { QuestionForm } from "./question.js";
import { Text } from "./text.js";
import { percent } from "./words.js";

interface Props {
  question: Question;
  place: string;
  analytics: Analytics | undefined;
  answered: Answered | undefined;
  onAnswered(answered: Answered): void;
  onNext?: (() => void) | undefined;
  onBack?: (() => void) | undefined;
}

/** A question to practise on: asked, judged, explained. */
export function PracticeQuestion(props: Props) {
  const { question, place, analytics, answered, onAnswered, onNext, onBack } = props;
  const { question: questions } = useClient();
  const { error, run } = useCall<QuestionAnswerResult>();
  const answer = async (given: string, timeSpentMs: number) => {
    const before = analytics?.mastery.find(({ skill }) => skill === question.skill)?.mean;
    const result = await run(() =>
      questions.answer({ questionId: question.id, answer: given, timeSpentMs }),
    );
    if (result) onAnswered({ given, result, before });
  };
  const mark = (id: string) => {
    if (id === answered?.result.correctAnswer) return "right";
    return id === answered?.given ? "wrong" : undefined;
  };
  return (
    <QuestionForm
      question={question}
      place={place}
      given={answered?.given}
      mark={mark}
      onAnswer={answer}
    >
      <ErrorNote error={error} />
      {answered ? <Verdict {...answered} /> : <Help questionId={question.id} />}
      {(onNext || onBack) && (
        <div className="buttons">
          {onBack && (
            <button type="button" onClick={onBack}>
              Back
            </button>
          )}
          {onNext && (
            <button type="button" className={answered ? "primary" : ""} onClick={onNext}>
              Next question
            </button>
          )}
        </div>
      )}
    </QuestionForm>
  );
}

function Verdict(props: Answered) {
  const { correct, correctAnswer, explanation, mastery, attempt } = props.result;
  const place = useRef<HTMLElement>(null);
  useLayoutEffect(() => place.current?.focus({ preventScroll: true }), []);
  return (
    <section
      ref={place}
      tabIndex={-1}
      aria-label="Result"
      className={`verdict ${correct ? "right" : "wrong"}`}
      data-testid="answer-result"
    >
      <p>
        <strong>{correct ? "Correct" : "Not correct"}</strong>
        {!correct && <> The answer is {correctAnswer}.</>}
        {attempt > 1 && <> Attempt {attempt}: only the first one counts.</>}
      </p>
      <Text text={explanation} />
      {mastery && (
        <p className="faint">
          {mastery.name}: {props.before !== undefined && <>{percent(props.before)} → </>}
          {percent(mastery.mean)} mastery, {mastery.level}
        </p>
      )}
    </section>
  );
}
