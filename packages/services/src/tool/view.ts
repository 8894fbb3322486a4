import type { PolicyDecision } from "@patchops/contract";
import {
  isOffered,
  type OrganizationSnapshot,
  type ProfileSnapshot,
  type ToolSnapshot,
} from "../connection/index.ts";
import type { Context } from "../context.ts";
import { decide } from "../policy/index.ts";
import { findProfile } from "../profile/index.ts";

/** What an actor sees of their organization's tools. */
export interface ToolView {
  snapshot: OrganizationSnapshot;
  /** null = all tools. */
  profile: ProfileSnapshot | null;
  /** By the names of the view. */
  tools: ReadonlyMap<string, ToolSnapshot>;
  /** A tool as the view has it; undefined where it is not in the profile. */
  inside(tool: ToolSnapshot): ToolSnapshot | undefined;
  decide(tool: ToolSnapshot): PolicyDecision;
  /** Whether the actor is offered a tool of the view: it is there, and no policy blocks it. */
  offers(tool: ToolSnapshot): boolean;
}

/**
 * The view of the profile that the actor is in, else of the wished one, else of all tools. Throws `not_found` for a profile
 * that is not there.
 */
export async function toolView({ services, actor }: Context, wished?: string): Promise<ToolView> {
  const snapshot = await services.snapshots.get(actor.organizationId);
  const ref = actor.profile ?? wished;
  const profile = ref === undefined ? null : findProfile(snapshot, ref);
  const decideFor = (tool: ToolSnapshot) => decide(snapshot, { tool, actor, profileId: profile?.id ?? null });
  return {
    snapshot,
    profile,
    tools: profile?.tools ?? snapshot.tools,
    inside: (tool) => (profile === null ? tool : profile.toolsById.get(tool.id)),
    decide: decideFor,
    offers: (tool) => isOffered(tool) && decideFor(tool).action !== "block",
  };
}
