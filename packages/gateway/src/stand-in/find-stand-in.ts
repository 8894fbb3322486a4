import type { Context } from "@patchops/services";
import { codeMode } from "./code-mode.ts";
import type { StandIn } from "./stand-in.ts";
import { toolSearch } from "./tool-search.ts";

/** What the endpoint shows in place of its tools; null = them. A connection's own address shows its tools, whatever the profile. */
export async function findStandIn(
  { services, actor }: Context,
  { connection }: { connection: string | undefined },
): Promise<StandIn | null> {
  if (actor.profile === null || connection !== undefined) return null;
  const snapshot = await services.snapshots.get(actor.organizationId);
  const profile = snapshot.profilesBySlug.get(actor.profile);
  if (profile?.isCodeMode) return codeMode;
  return profile?.isToolSearch ? toolSearch : null;
}
