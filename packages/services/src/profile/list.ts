import type { Profile, ProfileRef } from "@patchops/contract";
import type { OrganizationSnapshot, ProfileSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { findProfile, unknownProfile } from "./find.ts";
import { presentProfile } from "./present.ts";

/** All profiles of the organization, by slug. */
export async function listProfiles(context: Context): Promise<Profile[]> {
  requireAccess(context, "profile.list");
  const snapshot = await context.services.snapshots.get(context.actor.organizationId);
  return describe(context, snapshot, [...snapshot.profilesBySlug.values()]);
}

/** One profile by slug or id. Throws `not_found`. */
export async function getProfile(context: Context, input: ProfileRef): Promise<Profile> {
  requireAccess(context, "profile.get");
  const snapshot = await context.services.snapshots.get(context.actor.organizationId);
  const found = findProfile(snapshot, input.profile);
  const [profile] = await describe(context, snapshot, [found]);
  // A routing table may be older than the removal by a moment.
  if (!profile) throw unknownProfile();
  return profile;
}

async function describe(
  { services, actor }: Context,
  snapshot: OrganizationSnapshot,
  profiles: ProfileSnapshot[],
): Promise<Profile[]> {
  if (profiles.length === 0) return [];
  const rows = await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .selectFrom("profiles as p")
      .select(["p.id", "p.createdAt", "p.updatedAt"])
      .select((eb) =>
        eb
          .selectFrom("apiKeys as k")
          .select((inner) => inner.fn.countAll<number>().as("count"))
          .whereRef("k.organizationId", "=", "p.organizationId")
          .whereRef("k.profile", "=", "p.slug")
          .where("k.revokedAt", "is", null)
          .where((inner) =>
            inner.or([inner("k.expiresAt", "is", null), inner("k.expiresAt", ">", new Date().toISOString())]),
          )
          .as("keys"),
      )
      .where("p.organizationId", "=", actor.organizationId)
      .execute(),
  );
  const facts = new Map(rows.map(({ id, ...row }) => [id, row]));
  return profiles.flatMap((profile) => {
    const known = facts.get(profile.id);
    if (!known) return [];
    const { publicUrl } = services.settings;
    return presentProfile(snapshot, profile, { ...known, publicUrl, keys: known.keys ?? 0 });
  });
}
