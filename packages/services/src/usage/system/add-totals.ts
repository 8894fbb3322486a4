import { type RawBuilder, sql } from "kysely";
import { bucketCount } from "../histogram.ts";
import type { BatchTotals } from "../totals-of.ts";
import { column } from "./column.ts";

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

/** What adds to the tables of totals: parts of a `with`, where there is something to add. What is added may be negative. */
export function addTotals({ periods, hours, days, dayKeys }: BatchTotals): RawBuilder<unknown>[] {
  const parts: RawBuilder<unknown>[] = [];
  if (periods.length > 0) {
    parts.push(sql`periods as (
      insert into usage_periods (organization_id, period, meter, used)
      select * from unnest(${keys(periods, ["uuid", "date", "text"])},
        ${column(
          "bigint",
          periods.map(({ used }) => used),
        )})
      on conflict (organization_id, period, meter) do update set used = usage_periods.used + excluded.used
    )`);
  }
  if (hours.length > 0) {
    parts.push(sql`hours as (
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
    )`);
  }
  if (days.length > 0) {
    parts.push(sql`days as (
      insert into usage_days (organization_id, day, connection_id, tool, calls, failures, latency, connection_slug)
      select organization_id, day, connection_id, tool, calls, failures, latency::bigint[], connection_slug
      from unnest(${keys(days, ["uuid", "date", "uuid", "text"])}, ${counts(days)},
        ${column(
          "text",
          days.map(({ connectionSlug }) => connectionSlug),
        )})
        as days (organization_id, day, connection_id, tool, calls, failures, latency, connection_slug)
      on conflict (organization_id, day, connection_id, tool) do update set ${addedCounts("usage_days")}
    )`);
  }
  if (dayKeys.length > 0) {
    parts.push(sql`day_keys as (
      insert into usage_day_keys (organization_id, day, dimension, key, calls, failures, latency)
      select organization_id, day, dimension, key, calls, failures, latency::bigint[]
      from unnest(${keys(dayKeys, ["uuid", "date", "text", "text"])}, ${counts(dayKeys)})
        as day_keys (organization_id, day, dimension, key, calls, failures, latency)
      on conflict (organization_id, day, dimension, key) do update set ${addedCounts("usage_day_keys")}
    )`);
  }
  return parts;
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
