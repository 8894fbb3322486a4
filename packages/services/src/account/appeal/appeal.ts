import { AppError, type AppealInput, newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { hashToken } from "@patchops/vault";
import { sql } from "kysely";
import { recordAudit } from "../../audit/index.ts";
import type { Services, Visit } from "../../context.ts";
import { queueMail } from "../../mail/index.ts";
import { findMembership } from "../../session/index.ts";

/** Why the holder of a ticket is suspended. Throws `not_found` for a ticket that is unknown, used or over. */
export async function suspensionOf(
  { services }: Visit,
  { ticket }: { ticket: string },
): Promise<{ reason: string | null }> {
  const row = await services.database.transaction((trx) =>
    trx
      .selectFrom("loginChallenges as c")
      .innerJoin("users as u", "u.id", "c.userId")
      .select("u.suspensionReason as reason")
      .where("c.hash", "=", hashToken(ticket))
      .where("c.kind", "=", "appeal")
      .where("c.expiresAt", ">", sql<string>`now()`)
      .executeTakeFirst(),
  );
  if (row === undefined) throw ticketIsOver();
  return row;
}

/**
 * What a suspended person says against it, for the instance's admins, who are told by mail. A later one takes the place of one that nobody has looked
 * at. Throws `not_found` for a ticket that is unknown, used or over.
 */
export async function appeal(visit: Visit, { ticket, text }: AppealInput): Promise<void> {
  const { services } = visit;
  const { database } = services;
  const { address, requestId } = visit;
  const held = await database.transaction((trx) =>
    trx
      .deleteFrom("loginChallenges")
      .where("hash", "=", hashToken(ticket))
      .where("kind", "=", "appeal")
      .where("expiresAt", ">", sql<string>`now()`)
      .returning("userId")
      .executeTakeFirst(),
  );
  const userId = held?.userId ?? null;
  const organizationId = userId === null ? null : await findMembership(database, userId);
  if (userId === null || organizationId === null) throw ticketIsOver();
  await database.withOrganization(organizationId, async (trx) => {
    await trx.deleteFrom("appeals").where("userId", "=", userId).where("settledAt", "is", null).execute();
    await trx.insertInto("appeals").values({ id: newId(), userId, text, address }).execute();
    await tellAdmins(services, trx, userId);
    await recordAudit(
      trx,
      { organizationId, kind: "user", id: userId, address, requestId },
      { action: "account.appeal", targetKind: "user", targetId: userId },
    );
  });
}

/** Those whose address is known to be theirs. */
async function tellAdmins(services: Services, trx: Transaction, userId: string): Promise<void> {
  const { email } = await trx
    .selectFrom("users")
    .select("email")
    .where("id", "=", userId)
    .executeTakeFirstOrThrow();
  const admins = await trx
    .selectFrom("users")
    .select(["id", "email"])
    .where("isInstanceAdmin", "=", true)
    .where("status", "=", "active")
    .where("emailVerifiedAt", "is not", null)
    .execute();
  const url = `${services.settings.publicUrl}/admin/users?show=appealed`;
  for (const admin of admins) {
    const mail = { to: admin.email, userId: admin.id, data: { email, url } };
    await queueMail(services, trx, { ...mail, kind: "appeal" });
  }
}

function ticketIsOver(): AppError {
  return new AppError("not_found", "That was too long ago, or was sent already.", {
    next: "Sign in again to write once more.",
  });
}
