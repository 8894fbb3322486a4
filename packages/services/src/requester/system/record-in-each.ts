import type { Transaction } from "@patchops/db";
import { type AuditActor, type AuditFact, recordAudit } from "../../audit/index.ts";

/** Writes an entry into the audit of the actor's own organization, and of each that is concerned. A system file: these are many. */
export async function recordInEach(
  trx: Transaction,
  actor: AuditActor,
  { organizations, ...fact }: AuditFact & { organizations: readonly string[] },
): Promise<void> {
  for (const organizationId of new Set([actor.organizationId, ...organizations])) {
    await recordAudit(trx, { ...actor, organizationId }, fact);
  }
}
