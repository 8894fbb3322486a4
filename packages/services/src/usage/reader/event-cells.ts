import type { UsageDimension } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { type RawBuilder, sql } from "kysely";
import { emptyHistogram, latencyBucket } from "../histogram.ts";
import { isoTime, type Range } from "../range.ts";
import { callConditions } from "./call-conditions.ts";
import { unknownKey } from "./unknown-key.ts";
import type { CellsQuery, UsageCell } from "./usage-cell.ts";

const keys: Record<UsageDimension, RawBuilder<string>> = {
  tool: sql`case when e.connection_id is null then ${unknownKey} else e.connection_slug || '.' || e.tool end`,
  connection: sql`case when e.connection_id is null then ${unknownKey} else e.connection_slug end`,
  provider: sql`coalesce(e.provider_type, ${unknownKey})`,
  user: sql`coalesce(e.user_id::text, ${unknownKey})`,
  key: sql`coalesce(e.api_key_id::text, ${unknownKey})`,
  client: sql`coalesce(e.client_name, ${unknownKey})`,
  via: sql`e.via`,
};

/** Of the few keys that an answer has, not of each event. */
const labels: Partial<Record<UsageDimension, RawBuilder<string | null>>> = {
  user: sql`(select coalesce(u.name, u.email) from users as u where u.id::text = key)`,
  key: sql`(select k.name from api_keys as k where k.id::text = key)`,
};

/** Calls of a range by key and interval, counted one by one. */
export async function eventCells(trx: Transaction, query: CellsQuery, range: Range): Promise<UsageCell[]> {
  const { organizationId, filters, groupBy, interval } = query;
  const at = interval === null ? sql`null::timestamptz` : sql`date_trunc(${sql.lit(interval)}, e.ts, 'UTC')`;
  const times = { from: isoTime(range.fromMs), to: isoTime(range.toMs) };
  const { rows } = await sql<Omit<UsageCell, "latency"> & { bucket: number | null }>`
    select at, key, ${labels[groupBy] ?? sql`key`} as label, bucket, calls, failures
    from (
      select at, key, bucket, count(*) as calls, count(*) filter (where has_failed) as failures
      from (
        select ${at} as at, ${keys[groupBy]} as key, e.outcome <> 'ok' as has_failed,
          ${latencyBucket(sql.raw("e.total_ms"))} as bucket
        from usage_events as e
        where e.kind = 'call' and ${callConditions(organizationId, { ...filters, ...times })}
      ) as calls
      group by at, key, bucket
    ) as groups
  `.execute(trx);
  const cells = new Map<string, UsageCell>();
  for (const { at, key, label, bucket, calls, failures } of rows) {
    const name = `${at} ${key}`;
    const cell = cells.get(name) ?? {
      ...{ at, key, calls: 0, failures: 0, latency: emptyHistogram() },
      label: label ?? key,
    };
    cells.set(name, cell);
    cell.calls += calls;
    cell.failures += failures;
    if (bucket !== null) cell.latency[bucket] = calls;
  }
  return [...cells.values()];
}
