import type { Question, Recommendation, RecommendationMode } from "@prepwire/client";
import { useRealTimeRecommendations } from "@prepwire/client/react";
import { useState } from "react";
import { Choice, ErrorNote, Panel } from "./parts.js";
import { useNames } from "./taxonomy.js";
import { percent, seconds } from "./words.js";

const modes = [
  ["practise", "practise"],
  ["measure", "measure where I stand"],
  ["review", "review"],
] as const;

/** What to do next, kept up to date as answers come in. */
export function RecommendationsPanel({ onPick }: { onPick(question: Question): void }) {
  const [mode, setMode] = useState<RecommendationMode>("practise");
  const { questions, error, loading, refresh } = useRealTimeRecommendations({ mode, limit: 3 });
  return (
    <Panel
      id="recommendations"
      title="What next"
      aside={
        <button type="button" onClick={() => refresh()} disabled={loading}>
          Refresh
        </button>
      }
    >
      <Choice
        label="I want to"
        value={mode}
        options={modes}
        onPick={(to) => setMode(to as RecommendationMode)}
      />
      <ErrorNote error={error} />
      <ol className="cards" data-testid="recommendations">
        {questions.map((one) => (
          <Card key={one.question.id} {...one} onPick={onPick} />
        ))}
      </ol>
    </Panel>
  );
}

function Card(props: Recommendation & { onPick(question: Question): void }) {
  const { question, predictedSuccess, reason, expectedTimeMs } = props;
  const nameOf = useNames();
  return (
    <li>
      <p>
        <strong>{nameOf(question.skill)}</strong> <span className="tag">{question.difficulty}</span>{" "}
        <span className="faint">
          estimated success {percent(predictedSuccess)}, about {seconds(expectedTimeMs)}
        </span>
      </p>
      <p className="excerpt">{question.stem}</p>
      <p className="faint">{reason}</p>
      <button type="button" onClick={() => props.onPick(question)}>
        Practise this
      </button>
    </li>
  );
}
