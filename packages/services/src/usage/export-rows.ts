import { csvLine } from "@patchops/contract";

export type ExportFormat = "csv" | "json";

export interface ExportedRows<Row> {
  format: ExportFormat;
  /** Of the CSV; JSON holds the rows whole. */
  columns: readonly [name: string, read: (row: Row) => string | number | boolean | null][];
  /** `nextCursor` of a page asks for the one behind it. */
  readPage: (cursor: string | undefined) => Promise<{ rows: readonly Row[]; nextCursor: string | null }>;
}

/** Rows as CSV (RFC 4180) or as one JSON array, in chunks: a page is in memory. Throws what the first page does, before the first chunk. */
export async function* exportRows<Row>(source: ExportedRows<Row>): AsyncGenerator<string> {
  const { format, columns, readPage } = source;
  let cursor: string | undefined;
  let isFirst = true;
  do {
    const { rows, nextCursor } = await readPage(cursor);
    if (format === "csv") {
      if (isFirst) yield csvLine(columns.map(([name]) => name));
      if (rows.length > 0) yield rows.map((row) => csvLine(columns.map(([, read]) => read(row)))).join("");
    } else {
      const lines = rows.map((row) => JSON.stringify(row)).join(",\n");
      yield `${isFirst ? "[\n" : lines === "" ? "" : ",\n"}${lines}`;
    }
    isFirst = false;
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  if (format === "json") yield "\n]\n";
}
