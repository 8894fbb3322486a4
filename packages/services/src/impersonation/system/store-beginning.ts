import { AppError, type ImpersonateInput, impersonationMinutes, newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { queueMail } from "../../mail/index.ts";
import { recordInBoth } from "./record-in-both.ts";

/** A system file: who looks and whom they look at belong to different organizations. Throws `not_found`, `conflict`. */
export async function storeBeginning(
  context: Context,
  { userId, organizationId: asked, reason, loginSessionId }: ImpersonateInput & { loginSessionId: string },
): Promise<{ endsAt: string }> {
  const { services, actor } = context;
  return services.database.system.transaction().execute(async (trx) => {
    const { email, organizationId, organization } = await findWhom(trx, { userId, asked });
    const id = newId();
    const endsAt = new Date(Date.now() + impersonationMinutes * 60_000).toISOString();
    await trx
      .insertInto("impersonations")
      .values({ organizationId, id, userId, adminId: actor.userId, reason, endsAt, endedAt: null })
      .execute();
    await trx
      .updateTable("loginSessions")
      .set({ impersonationId: id })
      .where("id", "=", loginSessionId)
      .execute();
    await recordInBoth(trx, auditActor(context), organizationId, {
      action: "impersonation.begin",
      targetKind: "user",
      targetId: userId,
      data: { reason, endsAt, organization },
    });
    const admin = await trx
      .selectFrom("users")
      .select("email")
      .where("id", "=", actor.userId)
      .executeTakeFirstOrThrow();
    await queueMail(services, trx, {
      kind: "account-viewed",
      to: email,
      userId,
      data: { by: admin.email, organization, reason, endsAt, url: `${services.settings.publicUrl}/support` },
    });
    return { endsAt };
  });
}

async function findWhom(trx: Transaction, { userId, asked }: { userId: string; asked: string | undefined }) {
  const user = await trx
    .selectFrom("users as u")
    .leftJoin("members as m", (join) =>
      join
        .onRef("m.userId", "=", "u.id")
        .on((on) => (asked === undefined ? on.val(true) : on("m.organizationId", "=", asked))),
    )
    .leftJoin("organizations as o", "o.id", "m.organizationId")
    .select(["u.email", "u.status", "u.isService", "u.isInstanceAdmin", "m.organizationId", "o.name"])
    .where("u.id", "=", userId)
    .orderBy("m.createdAt")
    .orderBy("m.organizationId")
    .executeTakeFirst();
  if (user === undefined || user.isService) throw new AppError("not_found", "There is no such account.");
  if (user.isInstanceAdmin) {
    throw new AppError("conflict", "They are an admin of this instance: nobody looks as one of those.");
  }
  if (user.status !== "active") throw new AppError("conflict", `That account is ${user.status}.`);
  if (user.organizationId === null) {
    throw new AppError("conflict", "They are no member there.", { details: { field: "organizationId" } });
  }
  return { email: user.email, organizationId: user.organizationId, organization: user.name ?? "" };
}
