import type { CallFilters, UsageDimension } from "@patchops/contract";
import type { Range } from "../range.ts";

/** Calls of one key in one interval, or in the whole range without intervals. */
export interface UsageCell {
  /** The interval's start, ISO 8601; null without intervals. */
  at: string | null;
  key: string;
  label: string;
  calls: number;
  failures: number;
  latency: number[];
}

export interface CellsQuery {
  organizationId: string;
  range: Range;
  /** Without times: those are the range's. */
  filters: CallFilters;
  groupBy: UsageDimension;
  interval: "hour" | "day" | null;
  nowMs: number;
}
