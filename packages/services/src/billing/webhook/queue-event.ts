import type { Transaction } from "@patchops/db";
import type { Services } from "../../context.ts";
import type { InboxEvent } from "./read-event.ts";

/** Puts an event into the inbox, and a job for it with it. Answers whether it is new: one that is there already changes nothing. */
export async function queueEvent(
  { jobs }: Pick<Services, "jobs">,
  trx: Transaction,
  event: InboxEvent & { source: "webhook" | "reconcile" },
): Promise<boolean> {
  const inserted = await trx
    .insertInto("stripeEvents")
    .values({ ...event, processedAt: null, lastError: null })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted === undefined) return false;
  await jobs.send(trx, "stripe-event", { eventId: event.id });
  return true;
}
