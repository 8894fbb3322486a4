import type { Database } from "@patchops/db";

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
