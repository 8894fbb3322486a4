import type { ReactNode } from "react";

export interface DataColumn<Row> {
  id: string;
  header: string;
  /** What stands in the cell. In the first column it is the row's link, so it holds nothing that is clicked by itself. */
  cell: (row: Row) => ReactNode;
  /** At first; people drag it. */
  widthPx: number;
  /** Takes what the others leave. */
  isGrowing?: boolean;
  align?: "start" | "end";
  /** With it the header sorts: here by this value, or by the server when the table says so. */
  sortValue?: (row: Row) => string | number | null;
  /** Shown only after someone asked for it. */
  isHiddenAtFirst?: boolean;
  /** Its place in the two-line row of a narrow screen; without one it is left out there. */
  narrow?: "title" | "end" | "detail";
}

/** The columns shown before anyone chose. */
export function initialColumns<Row>(columns: readonly DataColumn<Row>[]): string[] {
  return columns.filter((column) => !column.isHiddenAtFirst).map((column) => column.id);
}
