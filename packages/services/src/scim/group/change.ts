import { recordAudit } from "../../audit/index.ts";
import { changeDirectory } from "../change-directory.ts";
import { requireVersion } from "../require-version.ts";
import { settleRoles } from "../role.ts";
import { type ScimContext, scimActor } from "../scim-context.ts";
import type { UserChange } from "../user/index.ts";
import { type GroupFields, readGroupFields } from "../wire/group-fields.ts";
import { patchGroup } from "../wire/patch-group.ts";
import { patchOperations } from "../wire/patch-operations.ts";
import { readGroup, type ScimGroup } from "./scim-group.ts";
import { storeGroup } from "./store-group.ts";

/** A group of the directory's users. It gives a role once an owner has said which. Throws as `storeGroup`. */
export async function createScimGroup(context: ScimContext, body: unknown): Promise<ScimGroup> {
  const fields = readGroupFields(body);
  return changeDirectory(context, (change) => storeGroup(context, change, { before: null, fields }));
}

/** Replaces a group with its members (RFC 7644, section 3.5.1). */
export async function replaceScimGroup(
  context: ScimContext,
  { body, ...change }: UserChange,
): Promise<ScimGroup> {
  const fields = readGroupFields(body);
  return updateGroup(context, change, () => fields);
}

/** Changes parts of a group (RFC 7644, section 3.5.2): all operations or none. */
export async function patchScimGroup(
  context: ScimContext,
  { body, ...change }: UserChange,
): Promise<ScimGroup> {
  const operations = patchOperations(body);
  return updateGroup(context, change, (fields) => patchGroup(fields, operations));
}

async function updateGroup(
  context: ScimContext,
  { id, ifMatch }: Omit<UserChange, "body">,
  next: (fields: GroupFields) => GroupFields,
): Promise<ScimGroup> {
  const { organizationId } = context.token;
  return changeDirectory(context, async (change) => {
    const before = await readGroup({ trx: change.trx, organizationId }, id);
    requireVersion(ifMatch, before.version);
    const { displayName, externalId, members } = before;
    const fields = next({ displayName, externalId, members: members?.map((member) => member.id) ?? [] });
    return storeGroup(context, change, { before, fields });
  });
}

/** Forgets a group; what it gave its members is given no more. Throws `not_found`. */
export async function removeScimGroup(
  context: ScimContext,
  { id, ifMatch }: Omit<UserChange, "body">,
): Promise<void> {
  const { organizationId } = context.token;
  await changeDirectory(context, async ({ trx }) => {
    const place = { trx, organizationId };
    const group = await readGroup(place, id);
    requireVersion(ifMatch, group.version);
    await trx
      .deleteFrom("scimGroups")
      .where("organizationId", "=", organizationId)
      .where("id", "=", group.id)
      .execute();
    await recordAudit(trx, scimActor(context), {
      action: "scim.remove_group",
      targetKind: "scim_group",
      targetId: group.id,
      data: { name: group.displayName },
    });
    const by = { database: context.services.database, actor: scimActor(context) };
    await settleRoles(place, by, group.members?.map((member) => member.id) ?? []);
  });
}
