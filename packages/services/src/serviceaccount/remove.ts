import type { ServiceAccountRef } from "@patchops/contract";
import { revokeKeysOfUser } from "../apikey/index.ts";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { tellOfBlockedWorkflows } from "../notification/index.ts";
import { requireAccess } from "../require-access.ts";
import { readServiceAccount } from "./list.ts";

/** Removes a service account: its keys stop at once on every node; its calls stay in the activity. Throws `not_found`. */
export async function removeServiceAccount(
  context: Context,
  { userId }: ServiceAccountRef,
): Promise<ServiceAccountRef> {
  requireAccess(context, "serviceAccount.remove");
  const { services, actor } = context;
  const { organizationId } = actor;
  return services.database.withOrganization(organizationId, async (trx) => {
    const { name, apiKeys } = await readServiceAccount(trx, { organizationId, userId });
    await trx
      .deleteFrom("members")
      .where("organizationId", "=", organizationId)
      .where("userId", "=", userId)
      .execute();
    await trx
      .updateTable("serviceAccounts")
      .set({ removedAt: new Date().toISOString() })
      .where("organizationId", "=", organizationId)
      .where("userId", "=", userId)
      .execute();
    await tellOfBlockedWorkflows(services, trx, { organizationId, userId });
    await revokeKeysOfUser(services.database, trx, { organizationId, userId });
    await recordAudit(trx, auditActor(context), {
      action: "service_account.remove",
      targetKind: "service_account",
      targetId: userId,
      data: { name, apiKeys },
    });
    return { userId };
  });
}
