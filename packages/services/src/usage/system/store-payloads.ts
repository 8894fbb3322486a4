import type { Database } from "@patchops/db";
import { sql } from "kysely";

export interface Payload {
  organizationId: string;
  eventId: string;
  arguments: unknown;
  result: unknown;
  hiddenFields: number;
}

/** Stores what was said in calls; a payload that is there already stays. */
export async function storePayloads(database: Database, payloads: readonly Payload[]): Promise<void> {
  const createdAt = new Date().toISOString();
  await database.system
    .insertInto("callPayloads")
    .values(
      payloads.map((payload) => ({
        organizationId: payload.organizationId,
        eventId: payload.eventId,
        arguments: JSON.stringify(payload.arguments ?? null),
        result: JSON.stringify(payload.result ?? null),
        hiddenFields: payload.hiddenFields,
        createdAt,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Deletes payloads made before this moment, some at a time; answers how many are gone. */
export async function deletePayloadsBefore(database: Database, before: string): Promise<number> {
  for (let total = 0; ; ) {
    const { numAffectedRows } = await sql`
      delete from call_payloads where (organization_id, event_id) in (
        select organization_id, event_id from call_payloads where created_at < ${before}
        order by created_at limit 5000)
    `.execute(database.system);
    total += Number(numAffectedRows ?? 0);
    if (!numAffectedRows) return total;
  }
}
