import { AppError, type UserInput } from "@patchops/contract";
import { sql } from "kysely";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";

/** Marks what a suspended person wrote as read: the suspension stays. Instance admins. Throws `not_found`. */
export async function settleAppeal(context: Context, { userId }: UserInput): Promise<void> {
  requireAccess(context, "admin.settleAppeal");
  const { services, actor } = context;
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    const settled = await trx
      .updateTable("appeals")
      .set({ settledAt: sql<string>`now()` })
      .where("userId", "=", userId)
      .where("settledAt", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (settled === undefined) throw new AppError("not_found", "There is no open objection of theirs.");
    await recordAudit(trx, auditActor(context), {
      action: "account.settle_appeal",
      targetKind: "user",
      targetId: userId,
    });
  });
}
