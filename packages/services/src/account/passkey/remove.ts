import { AppError, type RemovePasskeyInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireLogin, requireProof } from "../../session/index.ts";
import { lockWaysIn, requireWayIn } from "../require-way-in.ts";

/** Takes a passkey away as a way in; never the last one. Throws `step_up_required`, `not_found`, `conflict`. */
export async function removePasskey(context: Context, { id }: RemovePasskeyInput): Promise<void> {
  requireLogin(context, "account.removePasskey");
  await requireProof(context, "account.removePasskey");
  const { actor, services } = context;
  const { userId } = actor;
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    await lockWaysIn(trx, userId);
    const removed = await trx
      .deleteFrom("passkeys")
      .where("id", "=", id)
      .where("userId", "=", userId)
      .returning("name")
      .executeTakeFirst();
    if (removed === undefined) throw new AppError("not_found", "There is no such passkey.");
    await requireWayIn(trx, userId);
    await recordAudit(trx, auditActor(context), {
      action: "account.remove_passkey",
      targetKind: "passkey",
      targetId: id,
      data: { name: removed.name },
    });
  });
}
