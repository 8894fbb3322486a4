import { AppError, type CreateProfileInput, newId, type Profile } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { plainSlug } from "../plain-slug.ts";
import { requireAccess } from "../require-access.ts";
import { auditedProfile } from "./audited.ts";
import { dropDefault } from "./drop-default.ts";
import { getProfile } from "./list.ts";
import { lockProfiles } from "./lock.ts";
import { resolveConnections } from "./resolve-connections.ts";
import { resolveProfileTools } from "./resolve-tools.ts";
import { shownModes } from "./shown-modes.ts";
import { storeConnections } from "./store-connections.ts";
import { storeProfileTools } from "./store-tools.ts";

const maxProfiles = 200;

/**
 * Makes a profile. Its slug is its address and never changes. Throws `conflict` for a slug or name that is taken, `not_found`
 * and `unknown_tool` for what it names and is not there, `invalid_input` for two ways at once to show its tools.
 */
export async function createProfile(context: Context, input: CreateProfileInput): Promise<Profile> {
  requireAccess(context, "profile.create");
  const { services, actor } = context;
  const { organizationId } = actor;
  const snapshot = await services.snapshots.get(organizationId);
  const { hasAllConnections, connectionIds } = resolveConnections(snapshot, input.connections ?? []);
  const tools = resolveProfileTools(snapshot, input.tools ?? []);
  const id = newId();
  await services.snapshots.change(organizationId, async (trx) => {
    await lockProfiles(trx, organizationId);
    const rows = await trx
      .selectFrom("profiles")
      .select("slug")
      .where("organizationId", "=", organizationId)
      .execute();
    const slug = freeSlug(input, new Set(rows.map((row) => row.slug)));
    if (input.isDefault) await dropDefault(trx, organizationId);
    await trx
      .insertInto("profiles")
      .values({
        organizationId,
        id,
        slug,
        name: input.name,
        isDefault: input.isDefault ?? false,
        hasAllConnections,
        ...shownModes(input),
        createdBy: actor.userId,
      })
      .execute();
    await storeConnections(trx, { organizationId, profileId: id }, connectionIds);
    await storeProfileTools(trx, { organizationId, profileId: id }, tools);
    await recordAudit(trx, auditActor(context), {
      action: "profile.create",
      targetKind: "profile",
      targetId: id,
      data: { ...auditedProfile(input), slug },
    });
  });
  return getProfile(context, { profile: id });
}

function freeSlug({ name, slug }: CreateProfileInput, taken: ReadonlySet<string>): string {
  if (taken.size >= maxProfiles) {
    throw new AppError("conflict", `An organization has ${maxProfiles} profiles at most.`, {
      next: "Remove one that nobody uses.",
    });
  }
  if (slug !== undefined) {
    if (!taken.has(slug)) return slug;
    throw new AppError("conflict", `There is a profile ${slug} already.`, { details: { field: "slug" } });
  }
  const plain = plainSlug(name, 24);
  const base = /^[a-z]/.test(plain) ? plain : `profile-${plain}`.replace(/-$/, "");
  if (!taken.has(base)) return base;
  for (let count = 2; ; count += 1) if (!taken.has(`${base}-${count}`)) return `${base}-${count}`;
}
