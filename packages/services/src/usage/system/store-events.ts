import type { Database } from "@patchops/db";
import { sql } from "kysely";
import { chargesOf } from "../charges-of.ts";
import type { UsageRecord } from "../meter.ts";
import { sqlState } from "../sql-state.ts";
import { totalsOf } from "../totals-of.ts";
import { addTotals } from "./add-totals.ts";
import { chargeStored } from "./charge-stored.ts";
import { column } from "./column.ts";
import { usageColumns } from "./usage-columns.ts";

/** Ids of one notification: 40 bytes each, under its limit of 8,000 bytes. */
const idsPerNotification = 180;
/** How often a batch is tried whose events were found stored already: others may be storing the same ones. */
const maxTries = 10;

const columnNames = sql.raw(usageColumns.map((column) => column.name).join(", "));
const uniqueViolation = "23505";

/**
 * Stores a batch in one statement: events, what counts against the plan and budgets, the rollups and a notification on the channel `calls`
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
  const arrays = usageColumns.map(({ type, read }) => column(type, records.map(read)));
  const events = sql`events as (
    insert into usage_events (${columnNames}) select * from unnest(${sql.join(arrays)})
  )`;
  const parts = [events, ...addTotals(totalsOf(records)), ...chargeStored(chargesOf(records))];
  await sql`
    with ${sql.join(parts)}
    select pg_notify('calls', payload) from unnest(${column("text", notifications(records))}) as payload
  `.execute(database.system);
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
