import { AppError, type RenamePasskeyInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireLogin } from "../../session/index.ts";

/** Throws `not_found` for another's passkey and for none. */
export async function renamePasskey(context: Context, { id, name }: RenamePasskeyInput): Promise<void> {
  requireLogin(context, "account.renamePasskey");
  const { actor, services } = context;
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    const passkey = await trx
      .selectFrom("passkeys")
      .select("name")
      .where("id", "=", id)
      .where("userId", "=", actor.userId)
      .forUpdate()
      .executeTakeFirst();
    if (passkey === undefined) throw new AppError("not_found", "There is no such passkey.");
    await trx.updateTable("passkeys").set({ name }).where("id", "=", id).execute();
    await recordAudit(trx, auditActor(context), {
      action: "account.rename_passkey",
      targetKind: "passkey",
      targetId: id,
      before: { name: passkey.name },
      after: { name },
    });
  });
}
