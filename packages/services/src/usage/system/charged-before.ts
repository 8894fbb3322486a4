import { type RawBuilder, sql } from "kysely";

/** What a month's calls and runs came to before a limit was held against them, by the events that are stored. */
export function chargedBefore(
  { organizationId, period }: { organizationId: string; period: string },
  meter: string,
): RawBuilder<number> {
  const [subject = "", id] = meter.split(":");
  const column = subject === "key" ? "api_key_id" : "user_id";
  const used =
    id === undefined
      ? sql`select used from usage_periods
          where organization_id = ${organizationId} and period = ${period} and meter = ${meter}`
      : sql`select sum(units)::bigint from usage_events
          where organization_id = ${organizationId} and kind = 'call' and ${sql.ref(column)} = ${id}
            and ts >= ${period}::date::timestamp at time zone 'UTC'
            and ts < (${period}::date + interval '1 month') at time zone 'UTC'`;
  return sql<number>`coalesce((${used}), 0)`;
}
