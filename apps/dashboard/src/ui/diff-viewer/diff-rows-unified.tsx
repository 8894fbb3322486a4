import { DiffLine } from "./diff-line.tsx";
import type { DiffRow } from "./diff-row.ts";

/** Old above new, in one column: of neighboring changes first what was, then what is. */
export function DiffRowsUnified({ rows }: { rows: readonly DiffRow[] }) {
  return blocksOf(rows).map((block) => {
    const [first] = block;
    const lines = first?.isSame
      ? block.map((row) => ({ row, side: "new" as const }))
      : (["old", "new"] as const).flatMap((side) =>
          block.filter((row) => row[side] !== null).map((row) => ({ row, side })),
        );
    return lines.map(({ row, side }) => (
      <tr key={`${side}:${row[side]?.line}`}>
        {(["old", "new"] as const).map((own) => (
          <td key={own} className="px-2 text-right align-top text-muted select-none">
            {row.isSame || own === side ? row[own]?.line : undefined}
          </td>
        ))}
        <DiffLine side={side} line={row[side]} isSame={row.isSame} />
      </tr>
    ));
  });
}

/** Neighbors of one kind together. */
function blocksOf(rows: readonly DiffRow[]): DiffRow[][] {
  const blocks: DiffRow[][] = [];
  for (const row of rows) {
    const last = blocks.at(-1);
    if (last?.[0]?.isSame === row.isSame) last.push(row);
    else blocks.push([row]);
  }
  return blocks;
}
