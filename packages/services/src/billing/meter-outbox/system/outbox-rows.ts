import type { Database, Tables } from "@patchops/db";
import { type Selectable, sql } from "kysely";
import { toldSince } from "../told-since.ts";

export type OutboxRow = Selectable<Tables["meterOutbox"]>;

/** Longer than Stripe may take to answer. */
const leaseMs = 60_000;
/** Stripe knows an identifier for 24 hours: until then the same row may be sent again and counts once. */
const resendWithinMs = 23 * 3_600_000;
/** What Stripe was told of a month that is closed shows in its meter by then. */
const settleClosedAfterMs = 3_600_000;

/** Organizations whose usage of these months is not what was counted. A system file: it goes over all of them. */
export async function uncountedOrganizations(
  database: Database,
  periods: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ organizationId: string }>`
    select distinct u.organization_id as "organizationId"
    from usage_periods u
    join billing_subscriptions s on s.organization_id = u.organization_id and s.ended_at is null
    left join lateral (
      select sum(delta) as counted from meter_outbox o
      where o.organization_id = u.organization_id and o.meter = u.meter and o.period = u.period and o.state <> 'missing'
    ) o on true
    where u.meter = 'calls' and u.period = any (${periods}::date[]) and u.used <> coalesce(o.counted, 0)
  `.execute(database.system);
  return rows.map(({ organizationId }) => organizationId);
}

/** Units of months that were closed before anybody sent them: they go on the next invoice. A system file: it goes over all organizations. */
export async function markLateUnits(database: Database, at: Date): Promise<void> {
  await database.system
    .updateTable("meterOutbox")
    .set({ isLate: true })
    .where("state", "=", "queued")
    .where("isLate", "=", false)
    .where("at", "<", toldSince(at).toISOString())
    .execute();
}

/**
 * Takes what is due for this worker alone: one row of each customer and meter, while none of theirs is on its way. A system file: it
 * goes over all organizations.
 */
export async function claimUnits(
  database: Database,
  { at, organizationId, limit }: { at: Date; organizationId?: string | undefined; limit: number },
): Promise<OutboxRow[]> {
  const now = at.toISOString();
  const oldest = new Date(at.getTime() - resendWithinMs).toISOString();
  const { rows } = await sql<OutboxRow>`
    with due as (
      select distinct on (o.customer_id, o.meter) o.organization_id, o.meter, o.hour, o.sequence
      from meter_outbox o
      where o.state in ('queued', 'sending', 'unknown') and o.next_at <= ${now}
        and (o.is_late or o.at >= ${toldSince(at).toISOString()})
        and (o.is_late or o.first_tried_at is null or o.first_tried_at > ${oldest})
        and (${organizationId ?? null}::uuid is null or o.organization_id = ${organizationId ?? null}::uuid)
        and not exists (
          select from meter_outbox b
          where b.customer_id = o.customer_id and b.meter = o.meter and b.state = 'sending' and b.next_at > ${now})
      order by o.customer_id, o.meter, o.hour, o.sequence
      limit ${limit}
    )
    update meter_outbox o set
      state = 'sending', attempts = attempts + 1, first_tried_at = coalesce(first_tried_at, ${now}),
      next_at = ${new Date(at.getTime() + leaseMs).toISOString()}
    from due
    where (o.organization_id, o.meter, o.hour, o.sequence) = (due.organization_id, due.meter, due.hour, due.sequence)
      and o.state in ('queued', 'sending', 'unknown') and o.next_at <= ${now}
    returning o.*
  `.execute(database.system);
  return rows;
}

/**
 * Rows whose answer is unknown and that may not be sent again: after so long, or since their month is closed. A system file: it goes over all
 * organizations.
 */
export async function unansweredUnits(database: Database, at: Date): Promise<OutboxRow[]> {
  const before = (ms: number) => new Date(at.getTime() - ms).toISOString();
  return database.system
    .selectFrom("meterOutbox")
    .selectAll()
    .where("state", "in", ["sending", "unknown"])
    .where("isLate", "=", false)
    .where((where) =>
      where.or([
        where("firstTriedAt", "<=", before(resendWithinMs)),
        where.and([
          where("at", "<", toldSince(at).toISOString()),
          where("firstTriedAt", "<=", before(settleClosedAfterMs)),
        ]),
      ]),
    )
    .where("nextAt", "<=", at.toISOString())
    .orderBy("organizationId")
    .orderBy("hour")
    .orderBy("sequence")
    .execute();
}
