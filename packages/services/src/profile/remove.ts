import type { ProfileRef, RemovedProfile } from "@patchops/contract";
import { revokeKeysOfProfile } from "../apikey/index.ts";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { endGrantsOfResource } from "../oauth/index.ts";
import { requireAccess } from "../require-access.ts";
import { findProfile, unknownProfile } from "./find.ts";

/**
 * Removes a profile, and revokes the keys that are bound to it and the sign-ins for its address: a later profile of the same
 * slug is not theirs. Its calls stay in activity. Throws `not_found`.
 */
export async function removeProfile(context: Context, input: ProfileRef): Promise<RemovedProfile> {
  requireAccess(context, "profile.remove");
  const { services, actor } = context;
  const { organizationId } = actor;
  const { id, slug } = findProfile(await services.snapshots.get(organizationId), input.profile);
  const { database, settings } = services;
  return services.snapshots.change(organizationId, async (trx) => {
    const removed = await trx
      .deleteFrom("profiles")
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .returning("id")
      .executeTakeFirst();
    if (!removed) throw unknownProfile();
    const revokedKeys = await revokeKeysOfProfile(database, trx, { organizationId, profile: slug });
    const resource = `${settings.publicUrl}/mcp/p/${slug}`;
    const revokedApps = await endGrantsOfResource(database, trx, { organizationId, resource });
    await recordAudit(trx, auditActor(context), {
      action: "profile.remove",
      targetKind: "profile",
      targetId: id,
      data: { slug, revokedKeys, revokedApps },
    });
    return { id, slug, revokedKeys, revokedApps };
  });
}
