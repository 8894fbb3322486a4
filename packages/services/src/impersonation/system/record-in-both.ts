import type { Transaction } from "@patchops/db";
import { type AuditActor, type AuditFact, recordAudit } from "../../audit/index.ts";

/** What an admin of the instance did in another organization stands in its audit log, and in that of their own. */
export async function recordInBoth(
  trx: Transaction,
  actor: AuditActor,
  organizationId: string,
  fact: AuditFact,
): Promise<void> {
  for (const id of new Set([organizationId, actor.organizationId])) {
    await recordAudit(trx, { ...actor, organizationId: id }, fact);
  }
}
