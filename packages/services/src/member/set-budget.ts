import { AppError, type SetMemberBudgetInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/**
 * Says how many calls a member may make in a month, with all their keys and apps together and this month included; null = no bound
 * of their own. Throws `not_found`.
 */
export async function setMemberBudget(
  context: Context,
  { userId, callsPerMonth }: SetMemberBudgetInput,
): Promise<SetMemberBudgetInput> {
  requireAccess(context, "member.setBudget");
  const { services, actor } = context;
  const { organizationId } = actor;
  await services.snapshots.change(organizationId, async (trx) => {
    const member = await trx
      .selectFrom("members")
      .select("callsPerMonth")
      .where("organizationId", "=", organizationId)
      .where("userId", "=", userId)
      .forUpdate()
      .executeTakeFirst();
    if (member === undefined) throw new AppError("not_found", "There is no such member.");
    await trx
      .updateTable("members")
      .set({ callsPerMonth })
      .where("organizationId", "=", organizationId)
      .where("userId", "=", userId)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "member.set_budget",
      targetKind: "user",
      targetId: userId,
      before: { callsPerMonth: member.callsPerMonth },
      after: { callsPerMonth },
    });
  });
  return { userId, callsPerMonth };
}
