import type { Transaction } from "@patchops/db";
import { type AuditActor, recordAudit } from "../../audit/index.ts";
import type { Services } from "../../context.ts";

interface Failed {
  source: "event" | "run";
  id: string;
  organizationId: string;
}

const anew = { status: "waiting", attempts: 0, nextAt: null } as const;

/**
 * Sends a message of an organization's from its first attempt on, with its entry in that one's audit and in the actor's. A system file: it
 * writes in two organizations. Answers whether there is such a failed one.
 */
export async function queueAgain(services: Services, actor: AuditActor, failed: Failed): Promise<boolean> {
  const { source, id, organizationId } = failed;
  return services.database.system.transaction().execute(async (trx) => {
    const isThere = source === "event" ? await eventAgain(trx, failed) : await runAgain(trx, failed);
    if (!isThere) return false;
    await (source === "event"
      ? services.jobs.send(trx, "event-webhook", { organizationId, deliveryId: id, attempt: 1 })
      : services.jobs.send(trx, "run-webhook", { organizationId, executionId: id, attempt: 1 }));
    for (const each of new Set([organizationId, actor.organizationId])) {
      await recordAudit(
        trx,
        { ...actor, organizationId: each },
        { action: "webhook.replay", targetKind: "webhook", targetId: id, data: { source } },
      );
    }
    return true;
  });
}

async function eventAgain(trx: Transaction, { id, organizationId }: Failed): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("webhookDeliveries")
    .set(anew)
    .where("organizationId", "=", organizationId)
    .where("id", "=", id)
    .where("status", "=", "failed")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

async function runAgain(trx: Transaction, { id, organizationId }: Failed): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("runWebhooks")
    .set(anew)
    .where("organizationId", "=", organizationId)
    .where("executionId", "=", id)
    .where("status", "=", "failed")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
