import type { Analytics, Question, QuestionAnswerResult } from "@prepwire/client";
import { useClient } from "@prepwire/client/react";
import { useEffect, useRef, useState } from "react";
import { Help } from "./help.js";
import { useCall } from "./hooks.js";
import { ErrorNote } from "./parts.js";
import { QuestionForm } from "./question.js";
import { percent } from "./words.js";

interface Props {
  question: Question;
  place: string;
  analytics: Analytics | undefined;
  onNext?: (() => void) | undefined;
  onBack?: (() => void) | undefined;
}

/** A question to practise on: asked, judged, explained. */
export function PracticeQuestion({ question, place, analytics, onNext, onBack }: Props) {
  const { question: questions } = useClient();
  const { result, error, run } = useCall<QuestionAnswerResult>();
  const [given, setGiven] = useState<string>();
  const [before, setBefore] = useState<number>();
  const answer = async (text: string, timeSpentMs: number) => {
    setBefore(analytics?.mastery.find(({ skill }) => skill === question.skill)?.mean);
    const judged = await run(() =>
      questions.answer({ questionId: question.id, answer: text, timeSpentMs }),
    );
    if (judged) setGiven(text);
  };
  const mark = (id: string) => {
    if (!result) return undefined;
    if (id === result.correctAnswer) return "right";
    return id === given ? "wrong" : undefined;
  };
  return (
    <QuestionForm question={question} place={place} given={given} mark={mark} onAnswer={answer}>
      <ErrorNote error={error} />
      {result && given !== undefined && <Verdict result={result} before={before} />}
      {!result && <Help questionId={question.id} />}
      {(onNext || onBack) && (
        <div className="buttons">
          <button type="button" onClick={onBack} disabled={!onBack}>
            Back
          </button>
          <button
            type="button"
            className={result ? "primary" : ""}
            onClick={onNext}
            disabled={!onNext}
          >
            Next question
          </button>
        </div>
      )}
    </QuestionForm>
  );
}

function Verdict(props: { result: QuestionAnswerResult; before: number | undefined }) {
  const { correct, correctAnswer, explanation, mastery, attempt } = props.result;
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.focus({ preventScroll: true }), []);
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
      <p className="explanation">{explanation}</p>
      {mastery && (
        <p className="faint">
          {mastery.name}: {props.before !== undefined && <>{percent(props.before)} → </>}
          {percent(mastery.mean)} mastery, {mastery.level}
        </p>
      )}
    </section>
  );
}
