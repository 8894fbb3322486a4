import { AppError, type AppealInput, newId } from "@patchops/contract";
import { hashToken } from "@patchops/vault";
import { sql } from "kysely";
import { recordAudit } from "../../audit/index.ts";
import type { Visit } from "../../context.ts";
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
 * What a suspended person says against it, for the instance's admins. A later one takes the place of one that nobody has looked
 * at. Throws `not_found` for a ticket that is unknown, used or over.
 */
export async function appeal(visit: Visit, { ticket, text }: AppealInput): Promise<void> {
  const { database } = visit.services;
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
    await recordAudit(
      trx,
      { organizationId, kind: "user", id: userId, address, requestId },
      { action: "account.appeal", targetKind: "user", targetId: userId },
    );
  });
}

function ticketIsOver(): AppError {
  return new AppError("not_found", "That was too long ago, or was sent already.", {
    next: "Sign in again to write once more.",
  });
}
