import {
  type AuditProblem,
  type AuditScopeInput,
  type AuditState,
  type AuditVerification,
  auditProblemSchema,
} from "@patchops/contract";
import { auditActor, recordAudit, verifyAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { readScope } from "./read-scope.ts";

/** What the newest verification found: of the organization, or of the instance for its admins. */
export async function auditState(context: Context, input: AuditScopeInput): Promise<AuditState> {
  return readScope(context, { ...input, verb: "state" }, async (trx, organizationId) => {
    let query = trx
      .selectFrom("auditChains as c")
      .leftJoin("organizations as o", "o.id", "c.organizationId")
      .select([
        "c.organizationId as id",
        "o.name",
        "c.verifiedAt",
        "c.verifiedSequence",
        "c.baseSequence",
        "c.problem",
      ])
      .where("c.verifiedAt", "is not", null);
    if (organizationId !== null) query = query.where("c.organizationId", "=", organizationId);
    const chains = await query.execute();
    return {
      // Of several the one that was verified longest ago: until then all is known.
      verifiedAt: chains.flatMap(({ verifiedAt }) => verifiedAt ?? []).sort()[0] ?? null,
      entries: chains.reduce(
        (sum, chain) => sum + Math.max(0, (chain.verifiedSequence ?? 0) - chain.baseSequence),
        0,
      ),
      problems: chains.flatMap(({ id, name, problem }) =>
        problem === null
          ? []
          : [{ organization: { id, name: name ?? "a removed organization" }, problem: asProblem(problem) }],
      ),
    };
  });
}

/** The row is whoever's who can write it: what it says is read like a stranger's. */
function asProblem(stored: unknown): AuditProblem {
  const read = auditProblemSchema.safeParse(stored);
  return read.success ? read.data : { kind: "head", sequence: null, entryId: null, at: null };
}

/** Verifies the chain of the asker's organization, or every one's for an instance admin. Throws `forbidden`. */
export async function verifyAuditNow(context: Context, input: AuditScopeInput): Promise<AuditVerification[]> {
  const { services, actor } = context;
  const { organizationId } = actor;
  const isInstance = input.scope === "instance";
  requireAccess(context, isInstance ? "audit.verifyInstance" : "audit.verify");
  const found = await verifyAudit(services, isInstance ? {} : { organizationId });
  await services.database.withOrganization(organizationId, (trx) =>
    recordAudit(trx, auditActor(context), {
      action: "audit.verify",
      targetKind: isInstance ? "instance" : "organization",
      targetId: isInstance ? null : organizationId,
      data: { chains: found.length, problems: found.filter(({ problem }) => problem !== null).length },
    }),
  );
  return found;
}
