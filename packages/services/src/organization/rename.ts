import type { RenameOrganizationInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** Renames the organization. Owners and admins. */
export async function renameOrganization(
  context: Context,
  input: RenameOrganizationInput,
): Promise<{ id: string; name: string }> {
  requireAccess(context, "organization.rename");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, async (trx) => {
    const before = await trx
      .selectFrom("organizations")
      .select("name")
      .where("id", "=", organizationId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    await trx
      .updateTable("organizations")
      .set({ name: input.name })
      .where("id", "=", organizationId)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "organization.rename",
      targetKind: "organization",
      targetId: organizationId,
      before,
      after: { name: input.name },
    });
    return { id: organizationId, name: input.name };
  });
}
