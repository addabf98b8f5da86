/** A small line without axes, for those who see it; the number beside it says the rest. */
export function Sparkline({ values }: { values: readonly number[] }) {
  if (values.length < 2) return null;
  const most = Math.max(...values, 1);
  const points = values.map((v, i) => `${(i * 80) / (values.length - 1)},${18 - (v / most) * 16}`);
  return (
    <svg className="spark" viewBox="0 0 80 20" width="80" height="20" aria-hidden="true">
      <polyline points={points.join(" ")} />
    </svg>
  );
}

/** An estimate from 0 to 1 with the range that it is uncertain by. */
export function EstimateBar({ mean, sd }: { mean: number; sd: number }) {
  const at = (x: number) => Math.min(100, Math.max(0, x * 100));
  const low = at(mean - sd);
  return (
    <svg className="estimate" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      <rect className="ground" width="100" height="12" rx="1" />
      <rect className="value" width={at(mean)} height="12" rx="1" />
      <rect className="range" x={low} y="4" width={at(mean + sd) - low} height="4" />
    </svg>
  );
}

/** A score on its scale, with its interval. */
export function ScoreBar(props: { low: number; score: number; high: number }) {
  const at = (score: number) => Math.min(100, Math.max(0, ((score - 200) / 600) * 100));
  const { low, score, high } = props;
  return (
    <svg className="estimate" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      <rect className="ground" width="100" height="12" rx="1" />
      <rect className="interval" x={at(low)} y="3" width={at(high) - at(low)} height="6" />
      <rect className="value" x={at(score) - 0.6} width="1.2" height="12" />
    </svg>
  );
}

export interface Point {
  readonly label: string;
  /** 0–1 */
  readonly value: number;
}

const wide = 320;
const high = 120;

/** A line over days from 0 to 100 %; `title` says what it shows. */
export function DayLine({ points, title }: { points: readonly Point[]; title: string }) {
  const x = (i: number) => 34 + (points.length < 2 ? 140 : (i * (wide - 44)) / (points.length - 1));
  const y = (value: number) => 8 + (1 - value) * (high - 28);
  const line = points.map(({ value }, i) => `${x(i)},${y(value)}`).join(" ");
  const first = points[0];
  const last = points.at(-1);
  return (
    <svg className="line" viewBox={`0 0 ${wide} ${high}`} role="img" aria-label={title}>
      {[0, 0.5, 1].map((value) => (
        <g key={value}>
          <line x1="34" x2={wide - 10} y1={y(value)} y2={y(value)} />
          <text x="30" y={y(value) + 4} textAnchor="end">
            {value * 100} %
          </text>
        </g>
      ))}
      <polyline points={line} />
      {points.map(({ label, value }, i) => (
        <circle key={label} cx={x(i)} cy={y(value)} r="3" />
      ))}
      {first && (
        <text x={x(0)} y={high - 4} textAnchor={points.length < 2 ? "middle" : "start"}>
          {first.label}
        </text>
      )}
      {last && last !== first && (
        <text x={x(points.length - 1)} y={high - 4} textAnchor="end">
          {last.label}
        </text>
      )}
    </svg>
  );
}
