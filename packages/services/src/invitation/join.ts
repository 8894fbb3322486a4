import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { recordAudit } from "../audit/index.ts";
import type { Visit } from "../context.ts";
import { requirePlace } from "../require-place.ts";
import { type OpenInvitation, readInvitation } from "./find.ts";

/**
 * Makes a person a member by an invitation, once, inside the transaction that lets them in. Somebody who is one already stays what
 * they are, and the link stays good. Throws `not_found`, `forbidden` (it is for another address).
 */
export async function joinByInvitation(
  visit: Visit,
  trx: Transaction,
  { invitation: found, userId, email }: { invitation: OpenInvitation; userId: string; email: string },
): Promise<void> {
  const { id, organizationId, role, ...invitation } = await readInvitation(trx, found);
  requireAddress(invitation, email);
  const isMember = await trx
    .selectFrom("members")
    .select("userId")
    .where("organizationId", "=", organizationId)
    .where("userId", "=", userId)
    .executeTakeFirst();
  if (isMember !== undefined) return;
  await requirePlace(visit.services, trx, { organizationId, of: "members" });
  const joined = await trx
    .insertInto("members")
    .values({ organizationId, userId, role })
    .onConflict((conflict) => conflict.doNothing())
    .returning("userId")
    .executeTakeFirst();
  if (joined === undefined) return;
  await trx
    .updateTable("invitations")
    .set({ acceptedAt: new Date().toISOString(), acceptedBy: userId })
    .where("organizationId", "=", organizationId)
    .where("id", "=", id)
    .execute();
  const { address, requestId } = visit;
  await recordAudit(
    trx,
    { organizationId, kind: "user", id: userId, address, requestId },
    {
      action: "invitation.accept",
      targetKind: "invitation",
      targetId: id,
      data: { role, invitedBy: invitation.createdBy },
    },
  );
}

/** An invitation that names an address is for the account with that address, whoever holds the link. Throws `forbidden`. */
export function requireAddress(invitation: Pick<OpenInvitation, "email">, email: string): void {
  if (invitation.email === null || invitation.email === email) return;
  throw new AppError("forbidden", `This invitation is for ${invitation.email}.`, {
    next: "Sign in with that address, or ask for an invitation to yours.",
    details: { field: "email" },
  });
}
