import { cn } from "../cn.ts";
import type { DataColumn } from "./data-column.ts";
import { RowLink } from "./row-link.tsx";
import { SelectionBox } from "./selection-box.tsx";

export interface DataRowProps<Row> {
  row: Row;
  columns: readonly DataColumn<Row>[];
  linkId: string;
  path: string;
  onOpen: () => void;
  isOpen: boolean;
  index: number;
  startPx: number;
  heightPx: number;
}

export interface WideRowProps<Row> extends DataRowProps<Row> {
  template: string;
  selection: { isSelected: boolean; toggle: (isOn: boolean) => void } | undefined;
}

export const rowClassName = cn(
  "absolute inset-x-0 top-0 border-b border-hairline text-sm hover:bg-surface",
  "data-open:bg-accent-tint data-selected:bg-accent-tint forced-colors:data-open:outline-1",
);

export function DataRow<Row>({ row, columns, template, selection, ...place }: WideRowProps<Row>) {
  return (
    <tr
      aria-rowindex={place.index + 1}
      data-open={place.isOpen || undefined}
      data-selected={selection?.isSelected || undefined}
      className={cn(rowClassName, "grid items-center")}
      style={{
        gridTemplateColumns: template,
        height: place.heightPx,
        transform: `translateY(${place.startPx}px)`,
      }}
    >
      {selection && (
        <td className="relative z-1 flex items-center justify-center">
          <SelectionBox
            aria-label="Select this row"
            isChecked={selection.isSelected}
            onChange={selection.toggle}
          />
        </td>
      )}
      {columns.map((column, position) => (
        <td key={column.id} className={cn("min-w-0 truncate px-2", column.align === "end" && "text-right")}>
          {position === 0 ? (
            <RowLink id={place.linkId} path={place.path} onOpen={place.onOpen} isOpen={place.isOpen}>
              {column.cell(row)}
            </RowLink>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  );
}
