import type { AdminGrantInput } from "@patchops/contract";
import { recordAudit } from "../audit/index.ts";
import type { Services } from "../context.ts";
import { operator } from "./operator.ts";
import { requireAccount } from "./require-account.ts";

/** `patchops admin grant-admin`: makes somebody an admin of the instance. Throws `not_found`. */
export async function grantAdmin(services: Services, input: AdminGrantInput): Promise<{ userId: string }> {
  const { userId, organizationId } = await requireAccount(services, input.email);
  return services.database.withOrganization(organizationId, async (trx) => {
    await trx.updateTable("users").set({ isInstanceAdmin: true }).where("id", "=", userId).execute();
    await recordAudit(trx, operator(organizationId), {
      action: "account.grant_admin",
      targetKind: "user",
      targetId: userId,
    });
    return { userId };
  });
}
