import { AppError } from "@patchops/contract";
import type { Tables } from "@patchops/db";
import type { Selectable } from "kysely";
import type { Place } from "../scim-context.ts";
import { isId } from "../user/index.ts";

type Row = Selectable<Tables["scimGroups"]>;

export interface ScimGroup
  extends Pick<Row, "id" | "displayName" | "externalId" | "version" | "createdAt" | "updatedAt"> {
  /** Null where they were not asked for. */
  members: { id: string; display: string }[] | null;
}

/** Groups by their ids, in that order. */
export async function readGroups(
  { trx, organizationId }: Place,
  ids: readonly string[],
  { hasMembers }: { hasMembers: boolean },
): Promise<ScimGroup[]> {
  if (ids.length === 0) return [];
  const rows = await trx
    .selectFrom("scimGroups")
    .select(["id", "displayName", "externalId", "version", "createdAt", "updatedAt"])
    .where("organizationId", "=", organizationId)
    .where("id", "in", ids)
    .execute();
  const members = hasMembers
    ? await trx
        .selectFrom("scimGroupMembers as m")
        .innerJoin("scimUsers as u", (join) =>
          join.onRef("u.organizationId", "=", "m.organizationId").onRef("u.id", "=", "m.memberId"),
        )
        .select(["m.groupId", "u.id", "u.displayName", "u.userName"])
        .where("m.organizationId", "=", organizationId)
        .where("m.groupId", "in", ids)
        .orderBy("u.id")
        .execute()
    : [];
  const byGroup = Map.groupBy(members, ({ groupId }) => groupId);
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = found.get(id);
    if (row === undefined) return [];
    const own = (byGroup.get(id) ?? []).map((user) => ({
      id: user.id,
      display: user.displayName ?? user.userName,
    }));
    return [{ ...row, members: hasMembers ? own : null }];
  });
}

/** Throws `not_found`, for another organization's as well. */
export async function readGroup(
  place: Place,
  id: string,
  options: { hasMembers: boolean } = { hasMembers: true },
): Promise<ScimGroup> {
  const [group] = isId(id) ? await readGroups(place, [id.toLowerCase()], options) : [];
  if (group === undefined) throw new AppError("not_found", `There is no group ${id.slice(0, 100)}.`);
  return group;
}
