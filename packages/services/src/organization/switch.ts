import { AppError, type OrganizationRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireLogin } from "../session/index.ts";

/** Lets the asking browser go on in another organization of its person. Throws `not_found`. */
export async function switchOrganization(
  context: Context,
  { organizationId }: OrganizationRef,
): Promise<OrganizationRef> {
  const loginSessionId = requireLogin(context, "organization.switch");
  const { services, actor } = context;
  await services.database.withOrganization(organizationId, async (trx) => {
    const member = await trx
      .selectFrom("members")
      .select("role")
      .where("organizationId", "=", organizationId)
      .where("userId", "=", actor.userId)
      .forShare()
      .executeTakeFirst();
    if (member === undefined) throw new AppError("not_found", "There is no such organization.");
    await trx.updateTable("loginSessions").set({ organizationId }).where("id", "=", loginSessionId).execute();
    await recordAudit(
      trx,
      { ...auditActor(context), organizationId },
      { action: "organization.switch", targetKind: "organization", targetId: organizationId },
    );
  });
  return { organizationId };
}
