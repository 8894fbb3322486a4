import { AppError, type SetApiKeyBudgetInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** Says how many calls a key may make in a month, this one included; null = no bound of its own. Throws `not_found`. */
export async function setApiKeyBudget(
  context: Context,
  { id, callsPerMonth }: SetApiKeyBudgetInput,
): Promise<SetApiKeyBudgetInput> {
  requireAccess(context, "apiKey.setBudget");
  const { services, actor } = context;
  const { organizationId } = actor;
  await services.snapshots.change(organizationId, async (trx) => {
    const key = await trx
      .selectFrom("apiKeys")
      .select(["name", "callsPerMonth"])
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (key === undefined) throw new AppError("not_found", "There is no such API key.");
    await trx
      .updateTable("apiKeys")
      .set({ callsPerMonth })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "api_key.set_budget",
      targetKind: "api_key",
      targetId: id,
      before: { callsPerMonth: key.callsPerMonth },
      after: { callsPerMonth },
      data: { name: key.name },
    });
  });
  return { id, callsPerMonth };
}
