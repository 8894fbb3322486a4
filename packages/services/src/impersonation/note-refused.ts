import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";

/** Writes into the organization's audit what an admin of the instance tried as a member and was refused, each time. `act`: a verb, or a path. */
export async function noteRefused(context: Context, act: string): Promise<void> {
  const { actor, services } = context;
  if (actor.impersonation === undefined) return;
  await services.database.withOrganization(actor.organizationId, (trx) =>
    recordAudit(trx, auditActor(context), {
      action: "impersonation.refuse",
      targetKind: "user",
      targetId: actor.userId,
      data: { verb: act },
    }),
  );
}
