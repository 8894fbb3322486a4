import { AppError, accessOf, type Role, reachesRole } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { type InvitationPlace, readInvitationToken } from "./token.ts";

export interface OpenInvitation extends InvitationPlace {
  id: string;
  email: string | null;
  role: Role;
  createdBy: string;
  isMailed: boolean;
  expiresAt: string;
}

/** One answer for a link that was never one, is used, revoked or expired, or whose maker is suspended or may invite no more. */
function unusableInvitation(): AppError {
  return new AppError("not_found", "This invitation is not valid any more.", {
    next: "Ask whoever sent it for another one.",
    details: { reason: "invitation" },
  });
}

/** The invitation of a link as it can be used now. Throws `not_found`. */
export async function findInvitation(
  { database }: Pick<Services, "database">,
  link: string | InvitationPlace,
): Promise<OpenInvitation> {
  const place = typeof link === "string" ? readInvitationToken(link) : link;
  if (place === null) throw unusableInvitation();
  return database.withOrganization(place.organizationId, (trx) => readInvitation(trx, place));
}

/** The same inside a transaction of its organization, held until that ends. */
export async function readInvitation(
  trx: Transaction,
  { organizationId, tokenHash }: InvitationPlace,
): Promise<OpenInvitation> {
  const row = await trx
    .selectFrom("invitations as i")
    .innerJoin("members as m", (join) =>
      join.onRef("m.organizationId", "=", "i.organizationId").onRef("m.userId", "=", "i.createdBy"),
    )
    .innerJoin("users as u", "u.id", "i.createdBy")
    .select(["i.id", "i.email", "i.role", "i.createdBy", "i.mailedAt", "i.expiresAt", "m.role as makerRole"])
    .where("i.organizationId", "=", organizationId)
    .where("i.tokenHash", "=", tokenHash)
    .where("i.acceptedAt", "is", null)
    .where("i.revokedAt", "is", null)
    .where("i.expiresAt", ">", new Date().toISOString())
    .where("u.status", "=", "active")
    .forUpdate("i")
    .executeTakeFirst();
  if (row === undefined) throw unusableInvitation();
  const { makerRole, mailedAt, ...invitation } = row;
  // As good as its maker's right is now, like a key.
  if (!reachesRole(makerRole, accessOf("invitation.create").role)) throw unusableInvitation();
  return { ...invitation, organizationId, tokenHash, isMailed: mailedAt !== null };
}
