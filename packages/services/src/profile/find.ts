import { AppError } from "@patchops/contract";
import type { OrganizationSnapshot, ProfileSnapshot } from "../connection/index.ts";

/** A profile by slug or id. Throws `not_found`, alike for unknown and foreign ones. */
export function findProfile(snapshot: OrganizationSnapshot, ref: string): ProfileSnapshot {
  const bySlug = snapshot.profilesBySlug.get(ref);
  if (bySlug) return bySlug;
  for (const profile of snapshot.profilesBySlug.values()) if (profile.id === ref) return profile;
  throw unknownProfile();
}

export function unknownProfile(): AppError {
  return new AppError("not_found", "There is no such profile.", {
    next: "List them with: patchops profiles list",
    details: { field: "profile" },
  });
}
