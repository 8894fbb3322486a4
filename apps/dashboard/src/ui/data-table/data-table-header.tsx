import type { ReactTable, RowData } from "@tanstack/react-table";
import { ArrowDown, ArrowUp } from "lucide-react";
import { cn } from "../cn.ts";
import type { DataColumn } from "./data-column.ts";
import { SelectionBox } from "./selection-box.tsx";
import type { Features } from "./table-features.ts";

export interface DataTableHeaderProps<Row extends RowData> {
  table: ReactTable<Features, Row>;
  columns: readonly DataColumn<Row>[];
  /** `grid-template-columns` of every row. */
  template: string;
  /** Narrow lists have no visible header; screen readers keep it. */
  isHidden: boolean;
  selection: { isAll: boolean; isSome: boolean; toggleAll: (isOn: boolean) => void } | undefined;
}

const stepPx = 16;

export function DataTableHeader<Row extends RowData>({
  table,
  columns,
  template,
  isHidden,
  selection,
}: DataTableHeaderProps<Row>) {
  const headers = new Map(table.getFlatHeaders().map((header) => [header.column.id, header]));
  const setWidth = (columnId: string, widthPx: number) =>
    table.setColumnSizing((before) => ({ ...before, [columnId]: Math.max(56, Math.min(800, widthPx)) }));

  return (
    <thead
      className={cn(isHidden ? "sr-only" : "sticky top-0 z-10 block border-b border-hairline bg-background")}
    >
      <tr className="grid h-8 items-stretch" style={{ gridTemplateColumns: template }}>
        {selection && (
          <th scope="col" className="flex items-center justify-center">
            <SelectionBox
              aria-label="Select all"
              isChecked={selection.isAll}
              isMixed={selection.isSome && !selection.isAll}
              onChange={selection.toggleAll}
            />
          </th>
        )}
        {columns.map((column) => {
          const header = headers.get(column.id);
          if (!header) return null;
          const direction = header.column.getIsSorted();
          return (
            <th
              key={column.id}
              scope="col"
              aria-sort={direction === false ? undefined : direction === "asc" ? "ascending" : "descending"}
              className={cn(
                "group relative flex min-w-0 items-center px-2 text-left text-xs font-medium text-muted",
                column.align === "end" && "justify-end",
              )}
            >
              {column.sortValue ? (
                <button
                  type="button"
                  title="Sort. Shift with ← or → changes the width."
                  onClick={header.column.getToggleSortingHandler()}
                  onKeyDown={(event) => {
                    if (!event.shiftKey || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return;
                    event.preventDefault();
                    setWidth(column.id, header.getSize() + (event.key === "ArrowLeft" ? -stepPx : stepPx));
                  }}
                  className={cn(
                    "-mx-1 flex h-6 min-w-0 items-center gap-1 rounded-sm px-1 hover:text-text focus-visible:outline-offset-0",
                    direction !== false && "text-text",
                    column.align === "end" && "flex-row-reverse",
                  )}
                >
                  <span className="truncate">{column.header}</span>
                  {direction === "asc" && <ArrowUp aria-hidden className="size-3 shrink-0" />}
                  {direction === "desc" && <ArrowDown aria-hidden className="size-3 shrink-0" />}
                </button>
              ) : (
                <span className="truncate">{column.header}</span>
              )}
              <span
                aria-hidden
                onMouseDown={header.getResizeHandler()}
                onTouchStart={header.getResizeHandler()}
                onDoubleClick={() => setWidth(column.id, column.widthPx)}
                className={cn(
                  "absolute inset-y-1 -right-1 z-10 w-2 cursor-col-resize touch-none select-none",
                  "after:absolute after:inset-y-0 after:left-1/2 after:w-px after:bg-transparent group-hover:after:bg-hairline hover:after:bg-control",
                  header.column.getIsResizing() && "after:bg-accent",
                )}
              />
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
