import type { Invitation } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

const shown = 200;

/** The organization's invitations, the newest first. */
export async function listInvitations(context: Context): Promise<Invitation[]> {
  requireAccess(context, "invitation.list");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, (trx) =>
    readInvitations(trx, { organizationId }),
  );
}

/** All of them, or one. */
export async function readInvitations(
  trx: Transaction,
  { organizationId, id }: { organizationId: string; id?: string },
): Promise<Invitation[]> {
  const rows = await trx
    .selectFrom("invitations as i")
    .innerJoin("users as u", "u.id", "i.createdBy")
    .select(["i.id", "i.email", "i.role", "i.createdAt", "i.expiresAt", "i.mailedAt", "i.acceptedAt"])
    .select(["i.revokedAt", "i.createdBy", "u.name as makerName", "u.email as makerEmail"])
    .where("i.organizationId", "=", organizationId)
    .$if(id !== undefined, (query) => query.where("i.id", "=", id ?? ""))
    .orderBy("i.id", "desc")
    .limit(shown)
    .execute();
  const now = Date.now();
  return rows.map(({ createdBy, makerName, makerEmail, revokedAt, ...row }) => ({
    ...row,
    status:
      row.acceptedAt !== null
        ? "accepted"
        : revokedAt !== null
          ? "revoked"
          : Date.parse(row.expiresAt) <= now
            ? "expired"
            : "pending",
    invitedBy: { id: createdBy, name: makerName, email: makerEmail },
  }));
}
