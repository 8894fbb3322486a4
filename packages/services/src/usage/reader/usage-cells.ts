import type { Transaction } from "@patchops/db";
import { dayMs, splitRange } from "../range.ts";
import { dayCellsOf } from "./day-cells.ts";
import { eventCells } from "./event-cells.ts";
import type { CellsQuery, UsageCell } from "./usage-cell.ts";

/** Calls of a range by key and interval: whole days from rollups where they can answer, all else from events. A key may come in several cells. */
export async function readUsageCells(trx: Transaction, query: CellsQuery): Promise<UsageCell[]> {
  const { range, nowMs } = query;
  const readDays = dayCellsOf(query);
  if (readDays === null) return eventCells(trx, query, range);
  const { whole, edges } = splitRange(range, { unitMs: dayMs, nowMs });
  const cells = whole ? await readDays(trx, whole) : [];
  for (const edge of edges) cells.push(...(await eventCells(trx, query, edge)));
  return cells;
}
