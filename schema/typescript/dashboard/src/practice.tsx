import type { Analytics, Question, QuestionAnswerResult } from "@prepwire/client";
import { useWebSocket } from "@prepwire/client/react";
import { useCallback, useState } from "react";
import { GenerateForm } from "./generate.js";
import { useEvent } from "./hooks.js";
import { Panel, useAnnounce } from "./parts.js";
import { PracticeQuestion } from "./practicequestion.js";

/** How a question was answered. */
export interface Answered {
  readonly given: string;
  readonly result: QuestionAnswerResult;
  /** The mastery of its skill before, where there was an estimate. */
  readonly before?: number | undefined;
}

/** The questions on the desk, and which of them is looked at. */
export interface Practice {
  readonly questions: readonly Question[];
  readonly at: number;
  /** How they were answered, by id. */
  readonly answers: Readonly<Record<string, Answered>>;
  /** Puts questions on the desk; with `look` the first of them is shown. */
  add(questions: readonly Question[], look: boolean): void;
  go(to: number): void;
  keep(questionId: string, answered: Answered): void;
}

/** Keeps the questions that were generated here and on other devices. */
export function usePractice(): Practice {
  const { session } = useWebSocket();
  const announce = useAnnounce();
  const [desk, set] = useState<Pick<Practice, "questions" | "at" | "answers">>({
    questions: [],
    at: 0,
    answers: {},
  });
  const add = useCallback((questions: readonly Question[], look: boolean) => {
    set((now) => {
      const known = new Set(now.questions.map(({ id }) => id));
      const all = [...now.questions, ...questions.filter(({ id }) => !known.has(id))];
      const first = all.findIndex(({ id }) => id === questions[0]?.id);
      return { ...now, questions: all, at: look && first >= 0 ? first : now.at };
    });
  }, []);
  useEvent("question.generated", ({ questions, by }) => {
    if (by === session?.connectionId) return;
    add(questions, false);
    announce(`${questions.length} questions came from another device`);
  });
  const go = useCallback((at: number) => set((now) => ({ ...now, at })), []);
  const keep = useCallback((questionId: string, answered: Answered) => {
    set((now) => ({ ...now, answers: { ...now.answers, [questionId]: answered } }));
  }, []);
  return { ...desk, add, go, keep };
}

/** Generates questions and asks them. */
export function PracticePanel(props: {
  practice: Practice;
  analytics: Analytics | undefined;
  paused: boolean;
}) {
  const { questions, at, answers, add, go, keep } = props.practice;
  const question = questions[at];
  return (
    <Panel id="practice" title="Practice">
      {props.paused ? (
        <p className="faint">Practice rests while you take part in a contest.</p>
      ) : (
        <>
          <GenerateForm onQuestions={(made) => add(made, true)} />
          {question ? (
            <PracticeQuestion
              key={question.id}
              question={question}
              place={`Question ${at + 1} of ${questions.length}`}
              analytics={props.analytics}
              answered={answers[question.id]}
              onAnswered={(answered) => keep(question.id, answered)}
              onNext={at + 1 < questions.length ? () => go(at + 1) : undefined}
              onBack={at > 0 ? () => go(at - 1) : undefined}
            />
          ) : (
            <p className="faint">Generate questions, or take one that is recommended.</p>
          )}
        </>
      )}
    </Panel>
  );
}
