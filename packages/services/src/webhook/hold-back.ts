import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { Services } from "../context.ts";

/** Whether an organization's messages wait for the end of a freeze. */
export async function isHeldBack(trx: Transaction, organizationId: string): Promise<boolean> {
  const frozen = await trx
    .selectFrom("organizations")
    .select("id")
    .where("id", "=", organizationId)
    .where("frozenAt", "is not", null)
    .executeTakeFirst();
  return frozen !== undefined;
}

/** In the transaction that ends a freeze: what was due meanwhile is due now. A message whose job is there still goes out once. */
export async function sendHeldBack(
  { jobs }: Pick<Services, "jobs">,
  trx: Transaction,
  organizationId: string,
): Promise<void> {
  const events = await trx
    .selectFrom("webhookDeliveries")
    .select(["id", "attempts"])
    .where("organizationId", "=", organizationId)
    .where("status", "=", "waiting")
    .where(isDue)
    .execute();
  for (const { id: deliveryId, attempts } of events) {
    await jobs.send(trx, "event-webhook", { organizationId, deliveryId, attempt: attempts + 1 });
  }
  const runs = await trx
    .selectFrom("runWebhooks")
    .select(["executionId", "attempts"])
    .where("organizationId", "=", organizationId)
    .where("status", "=", "waiting")
    .where(isDue)
    .execute();
  for (const { executionId, attempts } of runs) {
    await jobs.send(trx, "run-webhook", { organizationId, executionId, attempt: attempts + 1 });
  }
}

const isDue = sql<boolean>`(next_at is null or next_at <= now())`;
