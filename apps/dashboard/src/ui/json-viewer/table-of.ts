/** Rows and columns of a value that is a table. */
export interface ValueTable {
  columns: readonly string[];
  rows: readonly Readonly<Record<string, unknown>>[];
}

const maxColumns = 24;
/** How many rows are looked at for the columns; what only later rows have stands in the tree. */
const sampleRows = 500;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A list of objects that have most of their keys in common, alone or as the only list of an object, as a table; null for
 * everything else.
 */
export function tableOf(value: unknown): ValueTable | null {
  const rows = listOf(value);
  if (!rows || rows.length === 0 || !rows.every(isRecord)) return null;
  const counts = new Map<string, number>();
  for (const row of rows.slice(0, sampleRows)) {
    for (const key of Object.keys(row)) counts.set(key, (counts.get(key) ?? 0) + 1);
    if (counts.size > 4 * maxColumns) return null;
  }
  const columns = [...counts.keys()];
  if (columns.length === 0 || columns.length > maxColumns) return null;
  const filled = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const cells = columns.length * Math.min(rows.length, sampleRows);
  return filled * 2 < cells ? null : { columns, rows };
}

function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isRecord(value)) return undefined;
  const lists = Object.values(value).filter((entry) => Array.isArray(entry));
  const others = Object.values(value).filter((entry) => typeof entry === "object" && entry !== null);
  return lists.length === 1 && others.length === 1 ? lists[0] : undefined;
}
