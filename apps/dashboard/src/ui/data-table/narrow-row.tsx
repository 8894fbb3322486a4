import { Fragment } from "react";
import { cn } from "../cn.ts";
import { type DataRowProps, rowClassName } from "./data-row.tsx";
import { RowLink } from "./row-link.tsx";

/** A row of two lines: its title and what stands at its end, then its details. */
export function NarrowRow<Row>({ row, columns, ...place }: DataRowProps<Row>) {
  const titles = columns.filter((column) => column.narrow === "title");
  const ends = columns.filter((column) => column.narrow === "end");
  const details = columns.filter((column) => column.narrow === "detail");
  return (
    <tr
      aria-rowindex={place.index + 1}
      data-open={place.isOpen || undefined}
      className={cn(rowClassName, "flex flex-col justify-center gap-0.5 px-1")}
      style={{ height: place.heightPx, transform: `translateY(${place.startPx}px)` }}
    >
      <td className="flex min-w-0 items-center gap-3">
        <span className="min-w-0 grow">
          <RowLink id={place.linkId} path={place.path} onOpen={place.onOpen} isOpen={place.isOpen}>
            {titles.map((column) => (
              <Fragment key={column.id}>{column.cell(row)}</Fragment>
            ))}
          </RowLink>
        </span>
        {ends.map((column) => (
          <span key={column.id} className="max-w-1/2 shrink-0 truncate">
            {column.cell(row)}
          </span>
        ))}
      </td>
      <td className="flex min-w-0 items-center gap-x-3 overflow-hidden text-xs whitespace-nowrap text-muted">
        {details.map((column) => (
          <span key={column.id} className="min-w-0 truncate empty:hidden">
            {column.cell(row)}
          </span>
        ))}
      </td>
    </tr>
  );
}
