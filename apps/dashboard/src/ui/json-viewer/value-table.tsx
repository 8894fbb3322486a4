import { useState } from "react";
import { formatNumber } from "../../format/format-number.ts";
import { Button } from "../button.tsx";
import { cn } from "../cn.ts";
import { VisibleText } from "../visible-text.tsx";
import type { ValueTable as Table } from "./table-of.ts";

const firstRows = 100;
const moreRows = 400;
const maxCellLength = 200;

export interface ValueTableProps {
  table: Table;
  label: string;
  maxHeightPx: number;
}

/** A list of objects as rows; what is nested stands in its cell as JSON. */
export function ValueTable({ table, label, maxHeightPx }: ValueTableProps) {
  const { columns, rows } = table;
  const [shown, setShown] = useState(firstRows);
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label={label}
      className="overflow-auto rounded-lg border border-hairline bg-surface -outline-offset-2"
      style={{ maxHeight: maxHeightPx }}
    >
      <table className="w-full border-collapse text-sm">
        <thead className="sticky top-0 bg-surface">
          <tr>
            {columns.map((column) => (
              <th
                key={column}
                scope="col"
                className="border-b border-hairline px-3 py-1.5 text-start text-xs font-medium whitespace-nowrap text-muted"
              >
                <VisibleText>{column}</VisibleText>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row, index) => (
            <tr key={index} className="border-b border-hairline last:border-b-0">
              {columns.map((column) => (
                <Cell key={column} value={row[column]} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown < rows.length && (
        <p className="flex flex-wrap items-center gap-3 border-t border-hairline px-3 py-1.5 text-xs text-muted">
          The first {formatNumber(shown)} of {formatNumber(rows.length)} rows.
          <Button size="small" variant="quiet" onClick={() => setShown(shown + moreRows)}>
            Show more
          </Button>
        </p>
      )}
    </section>
  );
}

function Cell({ value }: { value: unknown }) {
  const isNumber = typeof value === "number";
  const isPlain = typeof value === "string";
  const text = value === undefined ? "" : isPlain ? value : JSON.stringify(value);
  return (
    <td
      className={cn(
        "max-w-96 px-3 py-1.5 align-top wrap-anywhere",
        isNumber && "numbers text-end",
        !isNumber && !isPlain && "code text-xs text-muted",
      )}
    >
      <VisibleText>{text.length > maxCellLength ? `${text.slice(0, maxCellLength)}…` : text}</VisibleText>
    </td>
  );
}
