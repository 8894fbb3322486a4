import type { DefinitionHolding } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";

/** Whether changed definitions are held in this organization. */
export async function getDefinitionHolding(context: Context): Promise<DefinitionHolding> {
  requireAccess(context, "connection.holding");
  const { services, actor } = context;
  return services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .selectFrom("organizations")
      .select("holdsChanges")
      .where("id", "=", actor.organizationId)
      .executeTakeFirstOrThrow(),
  );
}

/** Has changes that come from now on held, or taken as they come. What is held already stays so until somebody decides. */
export async function setDefinitionHolding(
  context: Context,
  { holdsChanges }: DefinitionHolding,
): Promise<DefinitionHolding> {
  requireAccess(context, "connection.setHolding");
  const { services, actor } = context;
  const { organizationId } = actor;
  return services.database.withOrganization(organizationId, async (trx) => {
    const before = await trx
      .selectFrom("organizations")
      .select("holdsChanges")
      .where("id", "=", organizationId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    await trx.updateTable("organizations").set({ holdsChanges }).where("id", "=", organizationId).execute();
    await recordAudit(trx, auditActor(context), {
      action: "organization.set_holding",
      targetKind: "organization",
      targetId: organizationId,
      before,
      after: { holdsChanges },
    });
    return { holdsChanges };
  });
}
