import type { Hint, Strategy } from "@prepwire/client";
import { useClient } from "@prepwire/client/react";
import { useState } from "react";
import { useCall } from "./hooks.js";
import { ErrorNote } from "./parts.js";

/** Hints, one level after the other, and a strategy for a question. */
export function Help({ questionId }: { questionId: string }) {
  const { coaching } = useClient();
  const [hints, setHints] = useState<readonly Hint[]>([]);
  const hint = useCall<Hint>();
  const strategy = useCall<Strategy>();
  const last = hints.at(-1);
  const ask = async () => {
    const got = await hint.run(() => coaching.hint({ questionId }));
    if (got) setHints((all) => [...all.filter(({ level }) => level !== got.level), got]);
  };
  return (
    <div className="help">
      <div className="buttons">
        <button
          type="button"
          data-testid="hint"
          onClick={ask}
          disabled={hint.loading || (last && last.level >= last.levels)}
        >
          {last ? `Hint (${last.level} of ${last.levels} seen)` : "Hint"}
        </button>
        <button
          type="button"
          onClick={() => strategy.run(() => coaching.strategy({ questionId }))}
          disabled={strategy.loading || !!strategy.result}
        >
          Strategy
        </button>
      </div>
      <div aria-live="polite">
        {hints.length > 0 && (
          <ol className="hints" data-testid="hints">
            {hints.map(({ level, hint: text }) => (
              <li key={level}>{text}</li>
            ))}
          </ol>
        )}
        {strategy.result && <Way {...strategy.result} />}
      </div>
      <ErrorNote error={hint.error ?? strategy.error} />
    </div>
  );
}

function Way({ strategy, steps, pitfalls }: Strategy) {
  return (
    <div className="strategy">
      <p>{strategy}</p>
      <ol>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {pitfalls.length > 0 && (
        <>
          <p className="faint">Watch out for:</p>
          <ul>
            {pitfalls.map((pitfall) => (
              <li key={pitfall}>{pitfall}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
