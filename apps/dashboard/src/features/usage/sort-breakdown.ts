import type { UsageDimension, UsageReport } from "@patchops/contract";
import type { Sort } from "../../url-state/sort-search.ts";
import { keyLabel } from "./dimension.ts";

type Row = UsageReport["breakdown"][number];

/** What each column of the breakdown sorts by. */
function sortValueOf(
  dimension: UsageDimension,
  column: string,
): ((row: Row) => string | number | null) | undefined {
  switch (column) {
    case "key":
      return (row) => keyLabel(dimension, row.key, row.label).toLowerCase();
    case "share":
    case "calls":
      return (row) => row.calls;
    case "change":
      return (row) => row.calls - row.previousCalls;
    case "failures":
      return (row) => row.failures;
    case "p50":
      return (row) => row.p50Ms;
    case "p95":
      return (row) => row.p95Ms;
    case "p99":
      return (row) => row.p99Ms;
    default:
      return undefined;
  }
}

/** The rows in the order the table shows them; what has no value comes last. */
export function sortBreakdown(
  rows: readonly Row[],
  dimension: UsageDimension,
  sort: Sort | undefined,
): Row[] {
  const value = sort && sortValueOf(dimension, sort.column);
  if (!sort || !value) return [...rows];
  const sign = sort.direction === "ascending" ? 1 : -1;
  return rows.toSorted((a, b) => {
    const left = value(a);
    const right = value(b);
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return left === right ? 0 : left < right ? -sign : sign;
  });
}
