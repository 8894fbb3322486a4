import { AppError } from "@patchops/contract";
import type { Tables } from "@patchops/db";
import { type Selectable, sql } from "kysely";
import type { Place } from "../scim-context.ts";
import type { ScimUserFields } from "../wire/user-fields.ts";

/** A user as they are kept; active is who is a member. */
export interface ScimUser {
  id: string;
  userId: string | null;
  fields: ScimUserFields;
  givenRole: Selectable<Tables["scimUsers"]>["givenRole"];
  groups: { id: string; displayName: string }[];
  version: number;
  createdAt: string;
  updatedAt: string;
}

/** Whether the account of a row of `scim_users` is a member. */
export const isActive = sql<boolean>`exists (
  select from members as m where m.organization_id = scim_users.organization_id and m.user_id = scim_users.user_id
)`;

/** Users by their ids, in the order of ids. */
export async function readUsers(place: Place, ids: readonly string[]): Promise<ScimUser[]> {
  if (ids.length === 0) return [];
  const rows = await place.trx
    .selectFrom("scimUsers")
    .selectAll()
    .select(isActive.as("isActive"))
    .where("organizationId", "=", place.organizationId)
    .where("id", "in", ids)
    .execute();
  const groups = await place.trx
    .selectFrom("scimGroupMembers as m")
    .innerJoin("scimGroups as g", (join) =>
      join.onRef("g.organizationId", "=", "m.organizationId").onRef("g.id", "=", "m.groupId"),
    )
    .select(["m.memberId", "g.id", "g.displayName"])
    .where("m.organizationId", "=", place.organizationId)
    .where("m.memberId", "in", ids)
    .orderBy("g.displayName")
    .execute();
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = found.get(id);
    if (row === undefined) return [];
    const own = groups.filter(({ memberId }) => memberId === id);
    return [
      userOf(
        row,
        own.map(({ memberId: _, ...group }) => group),
      ),
    ];
  });
}

/** Throws `not_found`, for another organization's as well. */
export async function readUser(place: Place, id: string): Promise<ScimUser> {
  const [user] = isId(id) ? await readUsers(place, [id.toLowerCase()]) : [];
  if (user === undefined) throw new AppError("not_found", `There is no user ${id.slice(0, 100)}.`);
  return user;
}

export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function userOf(
  row: Selectable<Tables["scimUsers"]> & { isActive: boolean },
  groups: ScimUser["groups"],
): ScimUser {
  const { id, userId, givenRole, version, createdAt, updatedAt } = row;
  return {
    ...{ id, userId, givenRole, groups, version, createdAt, updatedAt },
    fields: {
      userName: row.userName,
      externalId: row.externalId,
      displayName: row.displayName,
      name: { formatted: row.formattedName, givenName: row.givenName, familyName: row.familyName },
      emails: row.emails,
      roles: row.roles.filter((role) => role !== "owner"),
      active: row.isActive,
    },
  };
}
