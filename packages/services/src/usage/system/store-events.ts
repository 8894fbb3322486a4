import { arrayLiteral, type Database } from "@patchops/db";
import { type RawBuilder, sql } from "kysely";
import { bucketCount } from "../histogram.ts";
import type { UsageRecord } from "../meter.ts";
import { sqlState } from "../sql-state.ts";
import { type BatchTotals, totalsOf } from "../totals-of.ts";
import { usageColumns } from "./usage-columns.ts";

/** Ids of one notification: 40 bytes each, under its limit of 8,000 bytes. */
const idsPerNotification = 180;
/** How often a batch is tried whose events were found stored already: others may be storing the same ones. */
const maxTries = 10;

const columnNames = sql.raw(usageColumns.map((column) => column.name).join(", "));
const uniqueViolation = "23505";

/** A histogram added to the stored one. Written out, which is many times faster than taking the arrays apart. */
function addedLatency(table: string): RawBuilder<unknown> {
  const sums = Array.from({ length: bucketCount }, (_, place) => {
    const at = place + 1;
    return `${table}.latency[${at}] + excluded.latency[${at}]`;
  });
  return sql.raw(`array[${sums.join(", ")}]`);
}

/** Added to what stands there already. */
function addedCounts(table: string): RawBuilder<unknown> {
  const counts = ["calls", "failures"].map((name) => `${name} = ${table}.${name} + excluded.${name}`);
  return sql`${sql.raw(counts.join(", "))}, latency = ${addedLatency(table)}`;
}

function column(type: string, values: readonly (string | number | boolean | null)[]): RawBuilder<unknown> {
  return sql`${arrayLiteral(values)}::${sql.raw(type)}[]`;
}

/**
 * Stores a batch in one statement: events, what counts against the plan, the rollups and a notification on the channel `calls`
 * (`{ o: organizationId, ids }`). The totals are added up beforehand, for events that are all new: where one is stored already
 * the statement fails as a whole, and goes again without it. So the same batch again changes nothing.
 */
export async function storeEvents(database: Database, records: readonly UsageRecord[]): Promise<void> {
  let fresh = [
    ...new Map(records.map((record) => [`${record.organizationId} ${record.id}`, record])).values(),
  ];
  for (let tries = 1; fresh.length > 0; tries += 1) {
    try {
      await insertEvents(database, fresh);
      return;
    } catch (error) {
      if (sqlState(error) !== uniqueViolation || tries >= maxTries) throw error;
      fresh = await withoutStored(database, fresh);
    }
  }
}

async function withoutStored(database: Database, records: readonly UsageRecord[]): Promise<UsageRecord[]> {
  const { rows } = await sql<{ id: string }>`
    select id from usage_events where (organization_id, id, ts) in (
      select * from unnest(
        ${column(
          "uuid",
          records.map((record) => record.organizationId),
        )},
        ${column(
          "uuid",
          records.map((record) => record.id),
        )},
        ${column(
          "timestamptz",
          records.map((record) => record.ts),
        )}))
  `.execute(database.system);
  const stored = new Set(rows.map(({ id }) => id));
  return records.filter(({ id }) => !stored.has(id));
}

async function insertEvents(database: Database, records: readonly UsageRecord[]): Promise<void> {
  const { periods, hours, days, dayKeys } = totalsOf(records);
  const arrays = usageColumns.map(({ type, read }) => column(type, records.map(read)));
  await sql`
    with events as (
      insert into usage_events (${columnNames}) select * from unnest(${sql.join(arrays)})
    ), periods as (
      insert into usage_periods (organization_id, period, meter, used)
      select * from unnest(${keys(periods, ["uuid", "date", "text"])},
        ${column(
          "bigint",
          periods.map(({ used }) => used),
        )})
      on conflict (organization_id, period, meter) do update set used = usage_periods.used + excluded.used
    ), hours as (
      insert into usage_hours (organization_id, hour, calls, failures, latency, executions)
      select organization_id, hour, calls, failures, latency::bigint[], executions
      from unnest(${keys(hours, ["uuid", "timestamptz"])}, ${counts(hours)},
        ${column(
          "bigint",
          hours.map(({ executions }) => executions),
        )})
        as hours (organization_id, hour, calls, failures, latency, executions)
      on conflict (organization_id, hour) do update set ${addedCounts("usage_hours")},
        executions = usage_hours.executions + excluded.executions
    ), days as (
      insert into usage_days (organization_id, day, connection_id, tool, calls, failures, latency, connection_slug)
      select organization_id, day, connection_id, tool, calls, failures, latency::bigint[], connection_slug
      from unnest(${keys(days, ["uuid", "date", "uuid", "text"])}, ${counts(days)},
        ${column(
          "text",
          days.map(({ connectionSlug }) => connectionSlug),
        )})
        as days (organization_id, day, connection_id, tool, calls, failures, latency, connection_slug)
      on conflict (organization_id, day, connection_id, tool) do update set ${addedCounts("usage_days")}
    ), day_keys as (
      insert into usage_day_keys (organization_id, day, dimension, key, calls, failures, latency)
      select organization_id, day, dimension, key, calls, failures, latency::bigint[]
      from unnest(${keys(dayKeys, ["uuid", "date", "text", "text"])}, ${counts(dayKeys)})
        as day_keys (organization_id, day, dimension, key, calls, failures, latency)
      on conflict (organization_id, day, dimension, key) do update set ${addedCounts("usage_day_keys")}
    )
    select pg_notify('calls', payload) from unnest(${column("text", notifications(records))}) as payload
  `.execute(database.system);
}

/** The columns of the groups' keys. */
function keys(groups: readonly { key: readonly string[] }[], types: readonly string[]): RawBuilder<unknown> {
  return sql.join(
    types.map((type, place) =>
      column(
        type,
        groups.map(({ key }) => key[place] ?? ""),
      ),
    ),
  );
}

/** The columns calls, failures and latency, the latter as text: an array of arrays would be taken apart whole. */
function counts(groups: BatchTotals["days"]): RawBuilder<unknown> {
  return sql.join([
    column(
      "bigint",
      groups.map(({ calls }) => calls),
    ),
    column(
      "bigint",
      groups.map(({ failures }) => failures),
    ),
    column(
      "text",
      groups.map(({ latency }) => `{${latency.join(",")}}`),
    ),
  ]);
}

function notifications(records: readonly UsageRecord[]): string[] {
  const idsOf = new Map<string, string[]>();
  for (const { organizationId, kind, id } of records) {
    if (kind !== "call") continue;
    const ids = idsOf.get(organizationId) ?? [];
    idsOf.set(organizationId, ids);
    ids.push(id);
  }
  return [...idsOf].flatMap(([organizationId, ids]) =>
    Array.from({ length: Math.ceil(ids.length / idsPerNotification) }, (_, chunk) =>
      JSON.stringify({
        o: organizationId,
        ids: ids.slice(chunk * idsPerNotification, (chunk + 1) * idsPerNotification),
      }),
    ),
  );
}
