import type { AuditVerification } from "@patchops/contract";
import type { Services } from "../context.ts";
import { findAudited } from "./system/find-audited.ts";
import { verifyChain } from "./system/verify-chain.ts";

type Known = Pick<AuditVerification, "organizationId" | "sequence" | "hash">;

/**
 * Walks the chains of every organization, or of one; those without an entry are left out. What an earlier verification knew has to
 * be there as it was: that finds a database that was put back to an older state. Problems are logged as errors.
 */
export async function verifyAudit(
  { database, log }: Pick<Services, "database" | "log">,
  { organizationId, known = [] }: { organizationId?: string; known?: readonly Known[] } = {},
): Promise<AuditVerification[]> {
  const places = new Map(known.map((place) => [place.organizationId, place]));
  const ids = organizationId === undefined ? await findAudited(database) : [organizationId];
  const verifications: AuditVerification[] = [];
  for (const id of new Set([...ids, ...places.keys()])) {
    const verification = await verifyChain(database, id, places.get(id));
    if (verification === null) continue;
    verifications.push(verification);
    const { problem } = verification;
    if (problem !== null) log.error({ organizationId: id, ...problem }, "the audit log was tampered with");
  }
  return verifications;
}
