import type { ContestResults, KeyEntry, OwnAnswer } from "@prepwire/client";
import { useClient } from "@prepwire/client/react";
import { useEffect } from "react";
import { Board } from "./board.js";
import { useCall } from "./hooks.js";
import { ErrorNote } from "./parts.js";
import { points } from "./words.js";

/** What came of a contest: the board, the key beside one's own answers, and what to check it with. */
export function Results(props: { contestId: string; me: string | undefined; spectate: boolean }) {
  const { contest } = useClient();
  const { result, error, run } = useCall<ContestResults>();
  const { contestId, me } = props;
  useEffect(() => {
    run(() => contest.results({ contestId }));
  }, [contest, contestId, run]);
  if (!result) return <ErrorNote error={error} />;
  return (
    <div data-testid="contest-results">
      {result.me && (
        <p>
          <strong>
            You came in at rank {result.me.rank} with {points(result.me.score ?? 0)}.
          </strong>
        </p>
      )}
      <Board
        entries={result.board.items}
        total={result.board.items.length}
        me={me}
        caption="Final board"
      />
      <h4>Answers</h4>
      <ol className="key">
        {result.key.map((entry) => (
          <KeyRow
            key={entry.questionId}
            {...entry}
            own={result.answers.find(({ questionId }) => questionId === entry.questionId)}
          />
        ))}
      </ol>
      <details>
        <summary>Check it yourself</summary>
        <p>The log of the contest ends with this head. Export it, then verify it:</p>
        <pre>
          prepwire export --contest {contestId} &gt;LOG{"\n"}prepwire verify LOG --head{" "}
          {result.logHead}
        </pre>
      </details>
    </div>
  );
}

function KeyRow({ correctAnswer, explanation, own }: KeyEntry & { own: OwnAnswer | undefined }) {
  return (
    <li>
      <b>{correctAnswer}</b>
      {own && (own.correct ? " (you had it)" : ` (you answered ${own.answer})`)}. {explanation}
    </li>
  );
}
