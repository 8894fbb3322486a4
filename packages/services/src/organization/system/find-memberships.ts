import type { Role } from "@patchops/contract";
import type { Database } from "@patchops/db";

export interface Membership {
  organizationId: string;
  name: string;
  role: Role;
}

/** Every organization of a person, with their role. A system file: it looks for the organizations. */
export async function findMemberships(database: Database, userId: string): Promise<Membership[]> {
  return database.system
    .selectFrom("members")
    .innerJoin("organizations", "organizations.id", "members.organizationId")
    .innerJoin("users", "users.id", "members.userId")
    .select(["members.organizationId", "organizations.name", "members.role"])
    .where("members.userId", "=", userId)
    .where("users.status", "=", "active")
    .orderBy("members.createdAt")
    .orderBy("members.organizationId")
    .execute();
}
