import type { CallFilters, UsageDimension } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { type RawBuilder, sql } from "kysely";
import { callConditions } from "./call-conditions.ts";
import { emptyHistogram, latencyBucket } from "./histogram.ts";
import { dayMs, isoTime, type Range, splitRange } from "./range.ts";

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

/** The key of calls that named no tool of ours. */
export const unknownKey = "unknown";

/** Calls of a range by key and interval: whole days from rollups where they can answer, all else from events. A key may come in several cells. */
export async function readUsageCells(trx: Transaction, query: CellsQuery): Promise<UsageCell[]> {
  const { range, nowMs } = query;
  const { whole, edges } = canUseDays(query)
    ? splitRange(range, { unitMs: dayMs, nowMs })
    : { whole: null, edges: [range] };
  const cells = whole ? await dayCells(trx, query, whole) : [];
  for (const edge of edges) cells.push(...(await eventCells(trx, query, edge)));
  return cells;
}

/** Day rollups know connection and tool only. */
function canUseDays({ groupBy, interval, filters }: CellsQuery): boolean {
  if (interval === "hour" || (groupBy !== "tool" && groupBy !== "connection")) return false;
  const { connection: _connection, tool: _tool, ...others } = filters;
  return Object.values(others).every((value) => value === undefined || value === false);
}

/** `<connection>.<tool>`; slugs hold no dot. */
const toolKey = sql<string>`coalesce(nullif(connection_slug, '') || '.' || tool, ${unknownKey})`;

async function dayCells(trx: Transaction, query: CellsQuery, range: Range): Promise<UsageCell[]> {
  const { connection, tool } = query.filters;
  const key =
    query.groupBy === "tool" ? toolKey : sql<string>`coalesce(nullif(connection_slug, ''), ${unknownKey})`;
  let rows = trx
    .selectFrom("usageDays")
    .select(["day", "calls", "failures", "latency", key.as("key")])
    .where("organizationId", "=", query.organizationId)
    .where("day", ">=", isoTime(range.fromMs).slice(0, 10))
    .where("day", "<", isoTime(range.toMs).slice(0, 10));
  if (connection !== undefined) rows = rows.where("connectionSlug", "=", connection);
  if (tool !== undefined) rows = rows.where("tool", "=", tool);
  return (await rows.execute()).map((row) => ({
    at: query.interval === null ? null : `${row.day}T00:00:00.000Z`,
    key: row.key,
    label: row.key,
    calls: row.calls,
    failures: row.failures,
    latency: row.latency,
  }));
}

const eventKeys: Record<UsageDimension, { key: RawBuilder<string>; label: RawBuilder<string> }> = {
  tool: same(
    sql`case when e.connection_id is null then ${unknownKey} else e.connection_slug || '.' || e.tool end`,
  ),
  connection: same(sql`case when e.connection_id is null then ${unknownKey} else e.connection_slug end`),
  client: same(sql`coalesce(e.client_name, ${unknownKey})`),
  via: same(sql`e.via`),
  user: {
    key: sql`coalesce(e.user_id::text, ${unknownKey})`,
    label: sql`coalesce((select coalesce(u.name, u.email) from users as u where u.id = e.user_id), ${unknownKey})`,
  },
};

function same(key: RawBuilder<string>) {
  return { key, label: key };
}

async function eventCells(trx: Transaction, query: CellsQuery, range: Range): Promise<UsageCell[]> {
  const { organizationId, filters, groupBy, interval } = query;
  const { key, label } = eventKeys[groupBy];
  const at = interval === null ? sql`null::timestamptz` : sql`date_trunc(${sql.lit(interval)}, e.ts, 'UTC')`;
  const times = { from: isoTime(range.fromMs), to: isoTime(range.toMs) };
  const { rows } = await sql<Omit<UsageCell, "latency"> & { bucket: number | null }>`
    select at, key, label, bucket, count(*) as calls, count(*) filter (where has_failed) as failures
    from (
      select ${at} as at, ${key} as key, ${label} as label, e.outcome <> 'ok' as has_failed,
        ${latencyBucket(sql.raw("e.total_ms"))} as bucket
      from usage_events as e
      where e.kind = 'call' and ${callConditions(organizationId, { ...filters, ...times })}
    ) as calls
    group by at, key, label, bucket
  `.execute(trx);
  const cells = new Map<string, UsageCell>();
  for (const { at, key, label, bucket, calls, failures } of rows) {
    const name = `${at} ${key}`;
    const cell = cells.get(name) ?? { at, key, label, calls: 0, failures: 0, latency: emptyHistogram() };
    cells.set(name, cell);
    cell.calls += calls;
    cell.failures += failures;
    if (bucket !== null) cell.latency[bucket] = calls;
  }
  return [...cells.values()];
}
