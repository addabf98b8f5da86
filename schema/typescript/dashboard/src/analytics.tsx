import type { Analytics, Failure, Mastery, ProgressDay, SectionPrediction } from "@prepwire/client";
import { useClient } from "@prepwire/client/react";
import { useEffect } from "react";
import { useCall } from "./hooks.js";
import { ErrorNote, Panel } from "./parts.js";
import { DayLine, EstimateBar, ScoreBar } from "./plots.js";
import { useNames } from "./taxonomy.js";
import { percent, seconds } from "./words.js";

/** What is known of the student: figures, estimates, days. */
export function AnalyticsPanel(props: {
  analytics?: Analytics | undefined;
  error?: Failure | undefined;
}) {
  const { analytics, error } = props;
  return (
    <Panel id="analytics" title="Progress">
      <ErrorNote error={error} />
      {analytics && analytics.overall.answered === 0 && (
        <p className="faint">Nothing answered yet. Estimates come with the first answers.</p>
      )}
      {analytics && (
        <>
          <Figures {...analytics} />
          {analytics.prediction.length > 0 && <Predictions sections={analytics.prediction} />}
          {analytics.mastery.length > 0 && <Skills skills={analytics.mastery} />}
          <Days answered={analytics.overall.answered} />
        </>
      )}
    </Panel>
  );
}

function Figures({ overall, session }: Analytics) {
  const figures = [
    ["Answered", overall.answered],
    ["Correct", overall.answered ? percent(overall.accuracy) : "–"],
    ["Streak", session.streak],
    ["Best streak", session.bestStreak],
    ["Pace", session.pace ? `${session.pace.toFixed(1)} ×` : "–"],
  ] as const;
  return (
    <dl className="figures" data-testid="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Predictions({ sections }: { sections: readonly SectionPrediction[] }) {
  const nameOf = useNames();
  return (
    <table className="bars" data-testid="predictions">
      <caption>
        Predicted scores <span className="faint">estimates with their range, 200 to 800</span>
      </caption>
      <thead className="unseen">
        <tr>
          <th scope="col">Section</th>
          <th scope="col">Estimate and range</th>
        </tr>
      </thead>
      <tbody>
        {sections.map((section) => (
          <tr key={section.section}>
            <th scope="row">{nameOf(section.section)}</th>
            <td>
              <ScoreBar {...section} />
              <span className="figure">
                {Math.round(section.score)}{" "}
                <span className="faint">
                  {Math.round(section.low)}–{Math.round(section.high)}
                </span>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Skills({ skills }: { skills: readonly Mastery[] }) {
  const sorted = [...skills].sort((a, b) => b.answers - a.answers || a.mean - b.mean);
  return (
    <table className="bars" data-testid="mastery">
      <caption>
        Mastery <span className="faint">estimates with one standard deviation</span>
      </caption>
      <thead className="unseen">
        <tr>
          <th scope="col">Skill</th>
          <th scope="col">Estimate</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ skill, name, mean, sd, answers, level }) => (
          <tr key={skill}>
            <th scope="row">
              {name} <span className="faint">{level}</span>
            </th>
            <td>
              <EstimateBar mean={mean} sd={sd} />
              <span className="figure">
                {percent(mean)}{" "}
                <span className="faint">
                  ± {Math.round(sd * 100)}, {answers} {answers === 1 ? "answer" : "answers"}
                </span>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The last thirty days, read anew with each answer. */
function Days({ answered }: { answered: number }) {
  const { analytics } = useClient();
  const { result: days, error, run } = useCall<ProgressDay[]>();
  useEffect(() => {
    run(() => analytics.progress({ days: 30 }));
  }, [analytics, run, answered]);
  if (!days?.length) return <ErrorNote error={error} />;
  const last = days.at(-1);
  const points = days.map(({ date, mastery }) => ({ label: date, value: mastery }));
  const title = `Mean mastery of the skills practised, over ${days.length} days with answers, now ${percent(last?.mastery ?? 0)}`;
  return (
    <figure>
      <figcaption>
        Mastery over time <span className="faint">mean of the skills practised</span>
      </figcaption>
      <DayLine points={points} title={title} />
      <details>
        <summary>As a table</summary>
        <div className="scroll">
          <table className="board">
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col">Answered</th>
                <th scope="col">Correct</th>
                <th scope="col">Time</th>
                <th scope="col">Mastery</th>
              </tr>
            </thead>
            <tbody>
              {days.map((day) => (
                <tr key={day.date}>
                  <th scope="row">{day.date}</th>
                  <td>{day.answered}</td>
                  <td>{day.correct}</td>
                  <td>{seconds(day.timeMs)}</td>
                  <td>{percent(day.mastery)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
