import { AppError, type AskedDeletion, type RemoveAccountInput } from "@patchops/contract";
import { auditActor } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireLogin, requireProof } from "../session/index.ts";
import { askForDeletion } from "./system/ask.ts";

/**
 * Has one's account deleted, with the organizations that nobody else is in: at once nothing of it works any more, and it is gone when
 * the days of grace are over. Throws `step_up_required`, `invalid_input` for another mail address, `conflict` for the last owner or admin.
 */
export async function removeAccount(context: Context, { email }: RemoveAccountInput): Promise<AskedDeletion> {
  requireLogin(context, "account.remove");
  await requireProof(context, "account.remove");
  const { services, actor } = context;
  const user = await services.database.transaction((trx) =>
    trx.selectFrom("users").select("email").where("id", "=", actor.userId).executeTakeFirstOrThrow(),
  );
  if (user.email !== email) {
    throw new AppError("invalid_input", "That is not your mail address.", { details: { field: "email" } });
  }
  return askForDeletion(
    services,
    { account: actor.userId },
    { actor: auditActor(context), askedBy: actor.userId, askedVia: "owner", reason: null, ticketId: null },
  );
}
