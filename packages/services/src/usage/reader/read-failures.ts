import { type CallFilters, noneFilter } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import { errorKeyOfEvent, type FailureKey, readErrorKey } from "../error-key.ts";
import { dayMs, isoTime, type Range, splitRange } from "../range.ts";
import { callConditions } from "./call-conditions.ts";
import { hasFilters } from "./has-filters.ts";

export interface CountsQuery {
  organizationId: string;
  range: Range;
  /** Without times: those are the range's. */
  filters: CallFilters;
  nowMs: number;
}

/** Calls that failed in one way at one tool. */
export interface FailureCount extends FailureKey {
  failures: number;
}

interface KeyCount {
  key: string;
  failures: number;
}

/** Failed calls by how and where they failed: whole days from rollups where those know enough, all else from events. A key may come in several counts. */
export async function readFailures(trx: Transaction, query: CountsQuery): Promise<FailureCount[]> {
  const { organizationId, range, filters, nowMs } = query;
  const known = ["connection", "tool", "outcome", "errorCode", "failed"] as const;
  const { whole, edges } = hasFilters(filters, known)
    ? { whole: null, edges: [range] }
    : splitRange(range, { unitMs: dayMs, nowMs });
  const counts: KeyCount[] = [];
  if (whole) {
    const { rows } = await sql<KeyCount>`
      select key, sum(failures)::bigint as failures from usage_day_keys
      where organization_id = ${organizationId} and dimension = 'error'
        and day >= ${isoTime(whole.fromMs).slice(0, 10)} and day < ${isoTime(whole.toMs).slice(0, 10)}
      group by key
    `.execute(trx);
    counts.push(...rows);
  }
  for (const edge of edges) {
    const times = { from: isoTime(edge.fromMs), to: isoTime(edge.toMs) };
    const { rows } = await sql<KeyCount>`
      select ${errorKeyOfEvent} as key, count(*) as failures from usage_events as e
      where e.kind = 'call' and e.outcome <> 'ok' and ${callConditions(organizationId, { ...filters, ...times })}
      group by 1
    `.execute(trx);
    counts.push(...rows);
  }
  return counts
    .map(({ key, failures }) => ({ ...readErrorKey(key), failures }))
    .filter((count) => passes(count, filters));
}

function passes(count: FailureCount, { connection, tool, outcome, errorCode }: CallFilters): boolean {
  return (
    (connection === undefined || count.connection === (connection === noneFilter ? null : connection)) &&
    (tool === undefined || count.tool === tool) &&
    (outcome === undefined || count.outcome === outcome) &&
    (errorCode === undefined || count.errorCode === (errorCode === noneFilter ? null : errorCode))
  );
}
