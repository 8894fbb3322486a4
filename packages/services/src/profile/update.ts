import type { Profile, UpdateProfileInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { auditedState } from "./audited.ts";
import { dropDefault } from "./drop-default.ts";
import { findProfile, unknownProfile } from "./find.ts";
import { getProfile } from "./list.ts";
import { lockProfiles } from "./lock.ts";
import { resolveConnections } from "./resolve-connections.ts";
import { resolveProfileTools } from "./resolve-tools.ts";
import { shownModes } from "./shown-modes.ts";
import { storeConnections } from "./store-connections.ts";
import { storeProfileTools } from "./store-tools.ts";

/**
 * Changes what is given and leaves the rest; its clients are told that their list changed. Throws `not_found`, `unknown_tool`,
 * `conflict` for a name that another tool bears, and `invalid_input` for two ways at once to show its tools.
 */
export async function updateProfile(context: Context, input: UpdateProfileInput): Promise<Profile> {
  requireAccess(context, "profile.update");
  const { services, actor } = context;
  const { organizationId } = actor;
  const snapshot = await services.snapshots.get(organizationId);
  const { id, slug } = findProfile(snapshot, input.profile);
  const before = await getProfile(context, { profile: id });
  const { profile: _ref, ...changes } = input;
  const { name, isDefault } = changes;
  const connections =
    changes.connections === undefined ? null : resolveConnections(snapshot, changes.connections);
  const tools = changes.tools === undefined ? null : resolveProfileTools(snapshot, changes.tools);
  const modes = shownModes(changes);
  await services.snapshots.change(organizationId, async (trx) => {
    await lockProfiles(trx, organizationId);
    if (isDefault) await dropDefault(trx, organizationId);
    const updated = await trx
      .updateTable("profiles")
      .set({
        updatedAt: new Date().toISOString(),
        ...(name === undefined ? {} : { name }),
        ...(isDefault === undefined ? {} : { isDefault }),
        ...modes,
        ...(connections === null ? {} : { hasAllConnections: connections.hasAllConnections }),
      })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .returning("id")
      .executeTakeFirst();
    if (!updated) throw unknownProfile();
    const place = { organizationId, profileId: id };
    if (connections !== null) await storeConnections(trx, place, connections.connectionIds);
    if (tools !== null) await storeProfileTools(trx, place, tools);
    await recordAudit(trx, auditActor(context), {
      action: "profile.update",
      targetKind: "profile",
      targetId: id,
      data: { slug },
      before: auditedState(before),
      after: auditedState({
        ...before,
        ...modes,
        name: name ?? before.name,
        isDefault: isDefault ?? before.isDefault,
        connections: changes.connections ?? before.connections,
        tools: changes.tools ?? before.tools,
      }),
    });
  });
  return getProfile(context, { profile: id });
}
