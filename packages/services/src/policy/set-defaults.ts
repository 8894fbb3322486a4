import type { SetPolicyDefaultsInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** What holds where no rule says otherwise. */
export async function setPolicyDefaults(
  context: Context,
  input: SetPolicyDefaultsInput,
): Promise<{ asksDestructive: boolean }> {
  requireAccess(context, "policy.setDefaults");
  const { services, actor } = context;
  const { organizationId } = actor;
  return services.snapshots.change(organizationId, async (trx) => {
    const before = await trx
      .selectFrom("organizations")
      .select("asksDestructive")
      .where("id", "=", organizationId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    await trx
      .updateTable("organizations")
      .set({ asksDestructive: input.asksDestructive })
      .where("id", "=", organizationId)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "policy.set_defaults",
      targetKind: "organization",
      targetId: organizationId,
      before,
      after: { asksDestructive: input.asksDestructive },
    });
    return { asksDestructive: input.asksDestructive };
  });
}
