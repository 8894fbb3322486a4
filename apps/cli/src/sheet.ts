import { csvLine } from "@patchops/contract";
import { type Column, table } from "./table.ts";

/** One column of rows that people read as a table and programs as CSV. */
export interface SheetColumn<Row> extends Column {
  /** In the head of the CSV. */
  name: string;
  read: (row: Row) => string | number | null;
  /** In the table; left out, it is what is read. */
  show?: (row: Row) => string;
}

export function sheetTable<Row>(columns: readonly SheetColumn<Row>[], rows: readonly Row[]): string {
  return table(
    columns,
    rows.map((row) => columns.map(({ read, show }) => show?.(row) ?? String(read(row) ?? "–"))),
  );
}

export function sheetCsv<Row>(columns: readonly SheetColumn<Row>[], rows: readonly Row[]): string {
  return [columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ read }) => read(row)))]
    .map(csvLine)
    .join("");
}
