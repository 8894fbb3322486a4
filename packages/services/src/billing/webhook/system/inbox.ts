import type { ListStripeEventsInput, StripeEvent } from "@patchops/contract";
import type { Database, Transaction } from "@patchops/db";
import { type AuditActor, recordAudit } from "../../../audit/index.ts";
import type { Services } from "../../../context.ts";
import { queueEvent } from "../queue-event.ts";
import type { InboxEvent } from "../read-event.ts";

export interface OpenEvent {
  id: string;
  type: string;
  objectId: string | null;
  customerId: string | null;
  attempts: number;
}

/** An event that is not done with. A system file, like all here: Stripe's events are of no organization. */
export function findOpenEvent(database: Database, id: string): Promise<OpenEvent | undefined> {
  return database.system
    .selectFrom("stripeEvents")
    .select(["id", "type", "objectId", "customerId", "attempts"])
    .where("id", "=", id)
    .where("processedAt", "is", null)
    .executeTakeFirst();
}

/** All that is open of a customer: what is asked for one of them answers the others too. */
export function findOpenEventsOf(database: Database, customerId: string): Promise<OpenEvent[]> {
  return database.system
    .selectFrom("stripeEvents")
    .select(["id", "type", "objectId", "customerId", "attempts"])
    .where("customerId", "=", customerId)
    .where("processedAt", "is", null)
    .orderBy("receivedAt")
    .limit(100)
    .execute();
}

export async function markProcessed(database: Database, ids: readonly string[]): Promise<void> {
  await database.system
    .updateTable("stripeEvents")
    .set(({ eb }) => ({
      processedAt: new Date().toISOString(),
      attempts: eb("attempts", "+", 1),
      lastError: null,
    }))
    .where("id", "in", ids)
    .execute();
}

/** Notes a try that came to nothing; `afterSeconds`: when the next one is, undefined = there is none. */
export async function markFailed(
  { database, jobs }: Services,
  { id, error, afterSeconds }: { id: string; error: string; afterSeconds: number | undefined },
): Promise<void> {
  await database.system.transaction().execute(async (trx) => {
    await trx
      .updateTable("stripeEvents")
      .set(({ eb }) => ({ attempts: eb("attempts", "+", 1), lastError: error.slice(0, 500) }))
      .where("id", "=", id)
      .execute();
    if (afterSeconds === undefined) return;
    await jobs.send(trx, "stripe-event", { eventId: id }, { afterSeconds });
  });
}

/** The inbox, the newest first. */
export function findEvents(
  database: Database,
  { state = "all", limit = 50 }: ListStripeEventsInput,
): Promise<StripeEvent[]> {
  return database.system
    .selectFrom("stripeEvents")
    .select(["id", "type", "objectId", "createdAt", "receivedAt", "processedAt", "attempts", "lastError"])
    .$if(state !== "all", (query) => query.where("processedAt", "is", null))
    .$if(state === "failed", (query) => query.where("attempts", ">", 0))
    .orderBy("receivedAt", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** Has an event worked off once more, done with or not. Answers false for one that is not there. */
export async function queueAgain(
  { database, jobs }: Services,
  { id, actor }: { id: string; actor: AuditActor },
): Promise<boolean> {
  return database.system.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable("stripeEvents")
      .set({ processedAt: null, attempts: 0 })
      .where("id", "=", id)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await jobs.send(trx, "stripe-event", { eventId: id });
    await recordAudit(trx, actor, {
      action: "stripe_event.replay",
      targetKind: "stripe_event",
      targetId: id,
    });
    return true;
  });
}

/** Puts events into the inbox that never came. Answers how many were new. */
export async function queueMissed(services: Services, events: readonly InboxEvent[]): Promise<number> {
  let count = 0;
  for (const event of events) {
    const isNew = await services.database.system
      .transaction()
      .execute((trx: Transaction) => queueEvent(services, trx, { ...event, source: "reconcile" }));
    if (isNew) count += 1;
  }
  return count;
}

/** Ids of events that are not done with and were received before a moment. */
export async function openEventsBefore(database: Database, before: string): Promise<string[]> {
  const rows = await database.system
    .selectFrom("stripeEvents")
    .select("id")
    .where("processedAt", "is", null)
    .where("receivedAt", "<", before)
    .orderBy("receivedAt")
    .limit(1_000)
    .execute();
  return rows.map(({ id }) => id);
}
