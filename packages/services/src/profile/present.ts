import type { Profile } from "@patchops/contract";
import {
  isOffered,
  type OrganizationSnapshot,
  type ProfileSnapshot,
  type ToolSnapshot,
  toolTokens,
} from "../connection/index.ts";

/** A profile as pages, CLI and SDK show it. */
export function presentProfile(
  snapshot: OrganizationSnapshot,
  profile: ProfileSnapshot,
  facts: { publicUrl: string; keys: number; createdAt: string; updatedAt: string },
): Profile {
  const { id, slug, name, isDefault, isToolSearch, isCodeMode } = profile;
  const { publicUrl, ...rest } = facts;
  const offered = [...profile.tools.values()].filter(isOffered);
  const byId = new Map<string, ToolSnapshot>();
  for (const tool of snapshot.tools.values()) if (profile.overrides.has(tool.id)) byId.set(tool.id, tool);
  return {
    id,
    slug,
    name,
    url: `${publicUrl}/mcp/p/${slug}`,
    isDefault,
    isToolSearch,
    isCodeMode,
    connections: profile.hasAllConnections
      ? "all"
      : [...profile.connectionIds].flatMap((each) => snapshot.connectionsById.get(each)?.slug ?? []).sort(),
    tools: [...byId.values()].map((tool) => {
      const said = profile.overrides.get(tool.id);
      return {
        tool: tool.exposedName,
        isIncluded: said?.isIncluded ?? null,
        name: said?.exposedName ?? null,
        description: said?.description ?? null,
      };
    }),
    toolCount: offered.length,
    contextTokens: offered.reduce((sum, tool) => sum + toolTokens(tool), 0),
    ...rest,
  };
}
