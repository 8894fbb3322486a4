import { DiffLine } from "./diff-line.tsx";
import type { DiffRow } from "./diff-row.ts";

const numberClassName = "px-2 text-right align-top text-muted select-none";

/** Old on the left, new on the right. */
export function DiffRowsSplit({ rows }: { rows: readonly DiffRow[] }) {
  return rows.map((row) => (
    <tr key={`${row.old?.line}:${row.new?.line}`}>
      <td className={numberClassName}>{row.old?.line}</td>
      <DiffLine side="old" line={row.old} isSame={row.isSame} />
      <td className={`${numberClassName} border-l border-hairline`}>{row.new?.line}</td>
      <DiffLine side="new" line={row.new} isSame={row.isSame} />
    </tr>
  ));
}
