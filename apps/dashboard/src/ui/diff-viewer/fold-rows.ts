import type { DiffRow } from "./diff-row.ts";

/** Rows that are shown, or equal ones that are left out until somebody asks. */
export interface DiffStretch {
  isFolded: boolean;
  /** Where it begins. */
  index: number;
  rows: readonly DiffRow[];
}

/** How many equal rows stand around a change. */
const context = 3;
/** Fewer are not worth a button. */
const leastFolded = 4;

/** Leaves out what is the same far from any change, but for the stretches that were opened. */
export function foldRows(rows: readonly DiffRow[], opened: ReadonlySet<number>): DiffStretch[] {
  const stretches: DiffStretch[] = [];
  const add = (isFolded: boolean, index: number, end: number) => {
    if (end > index) stretches.push({ isFolded, index, rows: rows.slice(index, end) });
  };
  let shownFrom = 0;
  for (let start = 0; start < rows.length; ) {
    let end = start + 1;
    while (end < rows.length && rows[end]?.isSame === rows[start]?.isSame) end += 1;
    const from = start === 0 ? 0 : start + context;
    const to = end === rows.length ? end : end - context;
    if (rows[start]?.isSame && to - from >= leastFolded && !opened.has(from) && end - start < rows.length) {
      add(false, shownFrom, from);
      add(true, from, to);
      shownFrom = to;
    }
    start = end;
  }
  add(false, shownFrom, rows.length);
  return stretches;
}
