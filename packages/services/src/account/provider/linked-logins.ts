import { AppError, type LinkedLogins, type UnlinkLoginInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireLogin, requireProof } from "../../session/index.ts";
import { lockWaysIn, requireWayIn } from "../require-way-in.ts";

/** The ways in that the asking person has. */
export async function linkedLogins(context: Context): Promise<LinkedLogins> {
  requireLogin(context, "account.linkedLogins");
  const { services, actor } = context;
  const { rows, hasPassword, passkey } = await services.database.transaction(async (trx) => ({
    rows: await trx
      .selectFrom("loginIdentities")
      .select(["provider", "email", "createdAt", "lastUsedAt"])
      .where("userId", "=", actor.userId)
      .orderBy("provider")
      .execute(),
    passkey: await trx
      .selectFrom("passkeys")
      .select("id")
      .where("userId", "=", actor.userId)
      .limit(1)
      .executeTakeFirst(),
    hasPassword:
      (
        await trx
          .selectFrom("users")
          .select("passwordHash")
          .where("id", "=", actor.userId)
          .executeTakeFirstOrThrow()
      ).passwordHash !== null,
  }));
  const linked = new Set(rows.map(({ provider }) => provider));
  return {
    hasPassword,
    hasPasskey: passkey !== undefined,
    linked: rows,
    available: services.loginProviders.map(({ id }) => id).filter((id) => !linked.has(id)),
  };
}

/** Takes a provider's account away as a way in; never the last one. Throws `not_found`, `conflict`. */
export async function unlinkLogin(context: Context, { provider }: UnlinkLoginInput): Promise<void> {
  requireLogin(context, "account.unlinkLogin");
  await requireProof(context, "account.unlinkLogin");
  const { services, actor } = context;
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    await lockWaysIn(trx, actor.userId);
    const removed = await trx
      .deleteFrom("loginIdentities")
      .where("userId", "=", actor.userId)
      .where("provider", "=", provider)
      .returning("subject")
      .executeTakeFirst();
    if (removed === undefined) throw new AppError("not_found", "No such login is linked.");
    await requireWayIn(trx, actor.userId);
    await recordAudit(trx, auditActor(context), {
      action: "account.unlink_login",
      targetKind: "user",
      targetId: actor.userId,
      data: { provider },
    });
  });
}
