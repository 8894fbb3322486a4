import type { CurrentAccount, UpdateAccountInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireLogin } from "../session/index.ts";
import { currentAccount } from "./current.ts";

/** Changes the asking person's name. */
export async function updateAccount(context: Context, input: UpdateAccountInput): Promise<CurrentAccount> {
  requireLogin(context, "account.update");
  const { actor, services } = context;
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    const before = await trx
      .selectFrom("users")
      .select("name")
      .where("id", "=", actor.userId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    await trx.updateTable("users").set({ name: input.name }).where("id", "=", actor.userId).execute();
    await recordAudit(trx, auditActor(context), {
      action: "account.update",
      targetKind: "user",
      targetId: actor.userId,
      before,
      after: { name: input.name },
    });
  });
  return currentAccount(context);
}
