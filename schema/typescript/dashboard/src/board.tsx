import type { Entry } from "@prepwire/client";
import { useLayoutEffect, useRef } from "react";

interface Props {
  entries: readonly Entry[];
  total: number;
  /** Whose row stands out. */
  me: string | undefined;
  caption: string;
}

/** A board whose rows move to their new places. */
export function Board({ entries, total, me, caption }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  useMoves(body);
  return (
    <div className="scroll">
      <table data-testid="leaderboard" className="board ranks">
        <caption>
          {caption} <span className="faint">{total} in all</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">Rank</th>
            <th scope="col">Name</th>
            <th scope="col">Score</th>
            <th scope="col">Right</th>
            <th scope="col">Answered</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {entries.map((entry) => (
            <tr
              key={entry.userId}
              data-key={entry.userId}
              className={entry.userId === me ? "me" : ""}
            >
              <td>{entry.rank ?? "–"}</td>
              <th scope="row">
                {entry.name || entry.userId}
                {entry.userId === me && " (you)"}
              </th>
              <td>{entry.score ?? "–"}</td>
              <td>{entry.correct ?? "–"}</td>
              <td>{entry.answered}</td>
            </tr>
          ))}
          {entries.length === 0 && (
            <tr>
              <td colSpan={5} className="faint">
                Nobody has answered yet.
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

/** Lets rows glide from where they were, unless somebody wants no motion. */
function useMoves(body: { current: HTMLTableSectionElement | null }) {
  const tops = useRef(new Map<string, number>());
  useLayoutEffect(() => {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const row of body.current?.rows ?? []) {
      const { key } = row.dataset;
      if (!key) continue;
      const by = (tops.current.get(key) ?? row.offsetTop) - row.offsetTop;
      tops.current.set(key, row.offsetTop);
      if (by && !still)
        row.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], {
          duration: 350,
          easing: "ease-out",
        });
    }
  });
}
