import type { InstanceUser, ListUsersInput } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { sql } from "kysely";
import { findSubject } from "../../find/index.ts";

/** Accounts with their organizations and what they object. A system file: they belong to many organizations. */
export async function readUsers(
  database: Database,
  { search, show, cursor, limit }: ListUsersInput & { limit: number },
): Promise<InstanceUser[]> {
  const subject = search === undefined ? null : await findSubject(database, search);
  const pattern = `%${(search ?? "").replace(/[\\%_]/g, "\\$&")}%`;
  const users = await database.system
    .selectFrom("users as u")
    .leftJoin("appeals as a", (join) => join.onRef("a.userId", "=", "u.id").on("a.settledAt", "is", null))
    .select([
      "u.id",
      "u.email",
      "u.name",
      "u.isInstanceAdmin",
      "u.status",
      "u.suspensionReason",
      "u.suspendedAt",
      "u.createdAt",
      "u.lastLoginAt",
      "a.text as appeal",
    ])
    // Of a deleted account there is an id alone.
    .where("u.email", "not like", "%@deleted.invalid")
    .$if(subject !== null, (query) =>
      query.where((where) =>
        subject?.userId == null
          ? where.exists(
              where
                .selectFrom("members as m")
                .select("m.userId")
                .whereRef("m.userId", "=", "u.id")
                .where("m.organizationId", "=", subject?.organizationId ?? null),
            )
          : where("u.id", "=", subject.userId),
      ),
    )
    .$if(subject === null && search !== undefined && search !== "", (query) =>
      query.where((where) =>
        where.or([where("u.email", "ilike", pattern), where("u.name", "ilike", pattern)]),
      ),
    )
    .$if(show === "suspended", (query) => query.where("u.status", "=", "suspended"))
    .$if(show === "appealed", (query) => query.where("a.text", "is not", null))
    .$if(cursor !== undefined, (query) => query.where("u.id", "<", cursor ?? ""))
    .orderBy("u.id", "desc")
    .limit(limit)
    .execute();
  const ids = users.map(({ id }) => id);
  const members = await database.system
    .selectFrom("members as m")
    .innerJoin("organizations as o", "o.id", "m.organizationId")
    .select(["m.userId", "m.organizationId", "o.name"])
    .where("m.userId", "=", sql<string>`any(${ids}::uuid[])`)
    .orderBy("m.createdAt")
    .execute();
  return users.map((user) => {
    const memberships = members
      .filter(({ userId }) => userId === user.id)
      .map(({ organizationId, name }) => ({ organizationId, name }));
    return { ...user, memberships, organizations: memberships.map(({ name }) => name) };
  });
}
