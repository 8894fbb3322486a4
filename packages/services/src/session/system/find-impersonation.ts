import { type Role, roleSchema } from "@patchops/contract";
import type { Database } from "@patchops/db";

export interface FoundImpersonation {
  id: string;
  adminId: string;
  /** The admin's mail address. */
  by: string;
  reason: string;
  endsAt: string;
  /** As whom, and where. */
  userId: string;
  organizationId: string;
  role: Role;
  freeze: { reason: string | null } | null;
}

/**
 * A look at somebody's account that goes on: of an admin who still is one, at a person who still is a member and no admin; else null. A
 * system file: it looks for the organization.
 */
export async function findImpersonation(
  database: Database,
  { id, adminId }: { id: string; adminId: string },
): Promise<FoundImpersonation | null> {
  const row = await database.system
    .selectFrom("impersonations as i")
    .innerJoin("users as a", "a.id", "i.adminId")
    .innerJoin("users as u", "u.id", "i.userId")
    .innerJoin("organizations as o", "o.id", "i.organizationId")
    .innerJoin("members as m", (join) =>
      join.onRef("m.organizationId", "=", "i.organizationId").onRef("m.userId", "=", "i.userId"),
    )
    .select(["i.id", "i.adminId", "a.email as by", "i.reason", "i.endsAt", "i.userId", "i.organizationId"])
    .select(["m.role", "o.frozenAt", "o.frozenReason"])
    .where("i.id", "=", id)
    .where("i.adminId", "=", adminId)
    .where("i.endedAt", "is", null)
    .where("i.endsAt", ">", new Date().toISOString())
    .where("a.isInstanceAdmin", "=", true)
    .where("u.isInstanceAdmin", "=", false)
    .where("u.status", "=", "active")
    .executeTakeFirst();
  if (row === undefined) return null;
  const { frozenAt, frozenReason, role, ...found } = row;
  return {
    ...found,
    role: roleSchema.parse(role),
    freeze: frozenAt === null ? null : { reason: frozenReason },
  };
}
