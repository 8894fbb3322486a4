/** One measured number, with its bound where it has one. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  note: string;
  atLeast?: number;
  atMost?: number;
}

/** Whether a number is within its bound; null where it has none. */
export function isMet(row: Row): boolean | null {
  if (row.atLeast !== undefined) return row.value >= row.atLeast;
  if (row.atMost !== undefined) return row.value <= row.atMost;
  return null;
}

/** The rows as an aligned table. */
export function formatRows(rows: readonly Row[]): string {
  return rows
    .map((row) => {
      const met = isMet(row);
      const bound =
        row.atLeast !== undefined ? `>= ${row.atLeast}` : row.atMost !== undefined ? `<= ${row.atMost}` : "";
      const verdict = met === null ? "" : met ? "met" : "MISSED";
      return `${row.name.padEnd(44)} ${row.value.toFixed(3).padStart(10)} ${row.unit.padEnd(12)} ${bound.padEnd(9)} ${verdict.padEnd(7)} ${row.note}`;
    })
    .join("\n");
}
