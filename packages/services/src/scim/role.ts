import { type Role, roles } from "@patchops/contract";
import type { Database } from "@patchops/db";
import type { AuditActor } from "../audit/index.ts";
import { storeRole } from "../member/index.ts";
import type { Place } from "./scim-context.ts";

/** What nobody says a role of is given: the one that single sign-on gives. */
export async function defaultRole({ trx, organizationId }: Place): Promise<Role> {
  const provider = await trx
    .selectFrom("singleSignOn")
    .select("defaultRole")
    .where("organizationId", "=", organizationId)
    .executeTakeFirst();
  return provider?.defaultRole ?? "member";
}

interface RoleRow {
  id: string;
  givenRole: Role | null;
  memberId: string | null;
  memberRole: Role | null;
  /** What groups and roles say now; null = nothing. */
  given: Role | null;
}

async function readRoles({ trx, organizationId }: Place, ids: readonly string[]): Promise<RoleRow[]> {
  if (ids.length === 0) return [];
  const users = await trx
    .selectFrom("scimUsers as u")
    .leftJoin("members as m", (join) =>
      join.onRef("m.organizationId", "=", "u.organizationId").onRef("m.userId", "=", "u.userId"),
    )
    .select(["u.id", "u.roles", "u.givenRole", "m.userId as memberId", "m.role as memberRole"])
    .where("u.organizationId", "=", organizationId)
    .where("u.id", "in", ids)
    .execute();
  const groups = await trx
    .selectFrom("scimGroupMembers as m")
    .innerJoin("scimGroups as g", (join) =>
      join.onRef("g.organizationId", "=", "m.organizationId").onRef("g.id", "=", "m.groupId"),
    )
    .select(["m.memberId", "g.role"])
    .where("m.organizationId", "=", organizationId)
    .where("m.memberId", "in", ids)
    .where("g.role", "is not", null)
    .execute();
  const byMember = Map.groupBy(groups, ({ memberId }) => memberId);
  return users.map(({ roles: own, ...user }) => {
    const said = [...own, ...(byMember.get(user.id) ?? []).map(({ role }) => role)];
    return { ...user, given: roles.find((role) => said.includes(role)) ?? null };
  });
}

/** The highest role that a user's groups and their own `roles` give; null = they say nothing. */
export async function givenRoleOf(place: Place, id: string): Promise<Role | null> {
  const [user] = await readRoles(place, [id]);
  return user?.given ?? null;
}

/**
 * Lets memberships follow what groups and roles give now. Where these said nothing and say nothing, a role that people chose stays; an
 * owner stays one: who that is, is decided by owners.
 */
export async function settleRoles(
  place: Place,
  by: { database: Database; actor: AuditActor },
  ids: readonly string[],
): Promise<void> {
  const changed = (await readRoles(place, ids)).filter(({ given, givenRole }) => given !== givenRole);
  if (changed.length === 0) return;
  const otherwise = await defaultRole(place);
  for (const { id, given, memberId, memberRole } of changed) {
    await place.trx
      .updateTable("scimUsers")
      .set({ givenRole: given })
      .where("organizationId", "=", place.organizationId)
      .where("id", "=", id)
      .execute();
    const after = given ?? otherwise;
    if (memberId === null || memberRole === null || memberRole === "owner" || memberRole === after) continue;
    await storeRole(place.trx, by, {
      userId: memberId,
      before: memberRole,
      after,
      data: { because: "SCIM" },
    });
  }
}
