import type {
  Difficulty,
  Question,
  QuestionGenerateParams,
  QuestionGeneratingParams,
  QuestionType,
} from "@prepwire/client";
import { useQuestionGeneration, useWebSocket } from "@prepwire/client/react";
import { type FormEvent, useState } from "react";
import { useEvent } from "./hooks.js";
import { Choice, ErrorNote } from "./parts.js";
import { useTaxonomy } from "./taxonomy.js";
import { filled, seconds } from "./words.js";

const difficulties = ["easy", "medium", "hard"].map((d) => [d, d] as const);
const types = [
  ["multiple-choice", "multiple choice"],
  ["true-false", "true or false"],
  ["short-answer", "short answer"],
] as const;
const counts = ["1", "2", "3", "5", "10"].map((n) => [n, n] as const);

/** What is to be generated, and how far it is. */
export function GenerateForm({ onQuestions }: { onQuestions(questions: Question[]): void }) {
  const { generate, cancel, loading, error } = useQuestionGeneration();
  const { exams, subjects, skills, order, choose } = useOrder();
  const [eta, setEta] = useState<QuestionGeneratingParams>();
  useEvent("question.generating", (stage) => {
    if (loading) setEta(stage);
  });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setEta(undefined);
    const made = await generate(
      filled<QuestionGenerateParams>({
        ...order,
        difficulty: order.difficulty as Difficulty,
        questionType: order.questionType as QuestionType,
        count: Number(order.count),
      }),
    );
    if (made) onQuestions(made.questions);
  };

  return (
    <form className="order" onSubmit={submit} aria-label="Generate questions">
      <Choice
        label="Exam"
        value={order.examType}
        options={exams}
        onPick={(examType) => choose({ examType })}
      />
      <Choice
        label="Subject"
        value={order.subject}
        options={subjects}
        testid="generate-subject"
        onPick={(subject) => choose({ subject, skill: "" })}
      />
      <Choice
        label="Skill"
        value={order.skill}
        options={skills}
        testid="generate-skill"
        onPick={(skill) => choose({ skill })}
      />
      <Choice
        label="Difficulty"
        value={order.difficulty}
        options={difficulties}
        testid="generate-difficulty"
        onPick={(difficulty) => choose({ difficulty })}
      />
      <Choice
        label="Type"
        value={order.questionType}
        options={types}
        onPick={(questionType) => choose({ questionType })}
      />
      <Choice
        label="How many"
        value={order.count}
        options={counts}
        testid="generate-count"
        onPick={(count) => choose({ count })}
      />
      <div className="buttons">
        <button type="submit" className="primary" data-testid="generate">
          Generate
        </button>
        {loading && (
          <button type="button" onClick={cancel}>
            Cancel
          </button>
        )}
      </div>
      <div className="progress" role="status">
        {loading && <Making stage={eta} />}
      </div>
      {error && !("name" in error && error.name === "AbortError") && <ErrorNote error={error} />}
    </form>
  );
}

function Making({ stage }: { stage: QuestionGeneratingParams | undefined }) {
  const waits = useWebSocket().status !== "open" && "Waiting for a connection…";
  return (
    <>
      <progress max="100" value={stage?.percent ?? 0} aria-label="Questions made" />
      <span data-testid="generate-progress">
        {waits || (stage?.message ?? "Asking…")}
        {stage?.etaMs ? `, about ${seconds(stage.etaMs)} to go` : ""}
      </span>
    </>
  );
}

type Options = readonly (readonly [string, string])[];

const first = {
  examType: "SAT",
  subject: "math",
  skill: "",
  difficulty: "medium",
  questionType: "multiple-choice",
  count: "1",
};

/** What can be chosen, which the gateway tells, and what was. */
function useOrder() {
  const taxonomy = useTaxonomy();
  const [order, setOrder] = useState(first);
  const choose = (change: Partial<typeof first>) => {
    setOrder((now) => ({ ...now, ...change }));
  };
  const exam = taxonomy?.exams.find(({ code }) => code === order.examType);
  const domains = exam?.sections
    .filter(({ subject }) => subject === order.subject)
    .flatMap((section) => section.domains);
  const named = ({ code, name }: { code: string; name: string }) => [code, name] as const;
  const exams: Options = taxonomy?.exams.map(named) ?? [["SAT", "SAT"]];
  const subjects: Options = exam?.sections.map((s) => [s.subject, s.name] as const) ?? [
    ["math", "Math"],
    ["reading-writing", "Reading and Writing"],
  ];
  const skills: Options = [["", "any"], ...(domains?.flatMap((d) => d.skills.map(named)) ?? [])];
  return { exams, subjects, skills, order, choose };
}
