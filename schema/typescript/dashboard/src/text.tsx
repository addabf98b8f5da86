/** What somebody wrote: its lines stay, and lines between bars are a table. */
export function Text({ text }: { text: string }) {
  return (
    <>
      {blocksOf(text).map(({ at, rows, lines }) =>
        rows ? (
          <div className="scroll" key={at}>
            <Table rows={rows} />
          </div>
        ) : (
          <p className="lines" key={at}>
            {lines.join("\n")}
          </p>
        ),
      )}
    </>
  );
}

function Table({ rows }: { rows: readonly (readonly string[])[] }) {
  const [head = [], ...body] = rows;
  return (
    <table className="given">
      <thead>
        <tr>
          {head.map((cell, i) =>
            cell ? (
              <th scope="col" key={i}>
                {cell}
              </th>
            ) : (
              <td key={i} />
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {body.map(([name = "", ...cells]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {cells.map((cell, i) => (
              <td key={i}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Block {
  readonly at: number;
  readonly lines: string[];
  readonly rows?: string[][] | undefined;
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    const row = /^\s*\|(.*)\|\s*$/.exec(line)?.[1]?.split("|");
    const last = blocks.at(-1);
    if (row?.every((cell) => /^\s*:?-+:?\s*$/.test(cell))) continue; // the rule below a head
    const cells = row?.map((cell) => cell.trim());
    if (cells && last?.rows) last.rows.push(cells);
    else if (cells) blocks.push({ at, lines: [], rows: [cells] });
    else if (last && !last.rows) last.lines.push(line);
    else if (line.trim()) blocks.push({ at, lines: [line] });
  }
  for (const { lines } of blocks) while (lines.length && !lines.at(-1)?.trim()) lines.pop();
  return blocks;
}
