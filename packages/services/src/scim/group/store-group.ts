import { newId } from "@patchops/contract";
import { sql } from "kysely";
import { recordAudit } from "../../audit/index.ts";
import type { DirectoryChange } from "../change-directory.ts";
import { settleRoles } from "../role.ts";
import { type ScimContext, scimActor } from "../scim-context.ts";
import { isId } from "../user/index.ts";
import type { GroupFields } from "../wire/group-fields.ts";
import { scimError } from "../wire/scim-error.ts";
import { readGroup, type ScimGroup } from "./scim-group.ts";

const maxGroups = 1_000;

/**
 * Makes a group be as the directory says, and the roles of whoever is in it from now on, or is not any more, follow. What changes
 * nothing leaves no trace. Throws `uniqueness`, `invalidValue`.
 */
export async function storeGroup(
  context: ScimContext,
  { trx }: DirectoryChange,
  { before, fields }: { before: ScimGroup | null; fields: GroupFields },
): Promise<ScimGroup> {
  const { organizationId } = context.token;
  const id = before?.id ?? newId();
  const { displayName, externalId } = fields;
  const known = new Set(before?.members?.map((member) => member.id));
  const wanted = new Set(fields.members);
  const added = fields.members.filter((member) => !known.has(member));
  const removed = [...known].filter((member) => !wanted.has(member));
  const isSame = before?.displayName === displayName && before.externalId === externalId;
  if (before !== null && isSame && added.length + removed.length === 0) return before;
  await requireFreeName(trx, { organizationId, id, displayName });
  if (before === null) {
    await requireRoom(trx, organizationId);
    await trx
      .insertInto("scimGroups")
      .values({ organizationId, id, displayName, externalId, role: null })
      .execute();
  } else {
    await trx
      .updateTable("scimGroups")
      .set({ displayName, externalId, version: sql`version + 1`, updatedAt: new Date().toISOString() })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .execute();
  }
  await addMembers(trx, { organizationId, groupId: id, added });
  await dropMembers(trx, { organizationId, groupId: id, removed });
  await recordAudit(trx, scimActor(context), {
    action: before === null ? "scim.create_group" : "scim.update_group",
    targetKind: "scim_group",
    targetId: id,
    data: { name: displayName, added: added.length, removed: removed.length },
    ...(before && {
      before: { displayName: before.displayName, externalId: before.externalId },
      after: { displayName, externalId },
    }),
  });
  const place = { trx, organizationId };
  const by = { database: context.services.database, actor: scimActor(context) };
  await settleRoles(place, by, [...added, ...removed]);
  return readGroup(place, id);
}

type Trx = DirectoryChange["trx"];

async function requireFreeName(
  trx: Trx,
  { organizationId, id, displayName }: { organizationId: string; id: string; displayName: string },
): Promise<void> {
  const other = await trx
    .selectFrom("scimGroups")
    .select("id")
    .where("organizationId", "=", organizationId)
    .where(sql<string>`lower(display_name)`, "=", displayName.toLowerCase())
    .where("id", "!=", id)
    .executeTakeFirst();
  if (other !== undefined) throw scimError("uniqueness", `There is a group ${displayName} already.`);
}

async function requireRoom(trx: Trx, organizationId: string): Promise<void> {
  const { groups } = await trx
    .selectFrom("scimGroups")
    .select(({ fn }) => fn.countAll<number>().as("groups"))
    .where("organizationId", "=", organizationId)
    .executeTakeFirstOrThrow();
  if (groups < maxGroups) return;
  throw scimError("invalidValue", `A directory has at most ${maxGroups} groups here: delete some first.`);
}

/** Throws `invalidValue` for what is no user here. */
async function addMembers(
  trx: Trx,
  { organizationId, groupId, added }: { organizationId: string; groupId: string; added: readonly string[] },
): Promise<void> {
  if (added.length === 0) return;
  const unknown = added.find((id) => !isId(id));
  const inserted =
    unknown === undefined
      ? await trx
          .insertInto("scimGroupMembers")
          .columns(["organizationId", "groupId", "memberId"])
          .expression((query) =>
            query
              .selectFrom("scimUsers")
              .select(["organizationId", sql<string>`${groupId}::uuid`.as("groupId"), "id"])
              .where("organizationId", "=", organizationId)
              .where("id", "=", sql<string>`any(${[...added]}::uuid[])`),
          )
          .returning("memberId")
          .execute()
      : [];
  if (inserted.length === added.length) return;
  const found = new Set(inserted.map(({ memberId }) => memberId));
  const missing = unknown ?? added.find((id) => !found.has(id)) ?? "";
  throw scimError(
    "invalidValue",
    `There is no user ${missing.slice(0, 100)}: a group has users of this directory.`,
  );
}

async function dropMembers(
  trx: Trx,
  {
    organizationId,
    groupId,
    removed,
  }: { organizationId: string; groupId: string; removed: readonly string[] },
): Promise<void> {
  if (removed.length === 0) return;
  await trx
    .deleteFrom("scimGroupMembers")
    .where("organizationId", "=", organizationId)
    .where("groupId", "=", groupId)
    .where("memberId", "=", sql<string>`any(${[...removed]}::uuid[])`)
    .execute();
}
