import type { Transaction } from "@patchops/db";
import { exposedName } from "@patchops/protocol";
import type { ToolSnapshot } from "./snapshot.ts";

/** A profile with its tools worked out: looking one up costs a call nothing. */
export interface ProfileSnapshot {
  id: string;
  slug: string;
  name: string;
  isDefault: boolean;
  isToolSearch: boolean;
  isCodeMode: boolean;
  hasAllConnections: boolean;
  /** Those that are in it with all their tools. */
  connectionIds: ReadonlySet<string>;
  /** What is said of single tools, by their ids. */
  overrides: ReadonlyMap<string, ToolOverride>;
  /** Its tools by the names that its clients see, in the order of names; renamed and described as it says. */
  readonly tools: ReadonlyMap<string, ToolSnapshot>;
  /** The same by their ids. */
  readonly toolsById: ReadonlyMap<string, ToolSnapshot>;
}

interface ToolOverride {
  /** null = as its connection. */
  isIncluded: boolean | null;
  exposedName: string | null;
  description: string | null;
}

/** An organization's profiles by slug. `tools` are those of the same snapshot. */
export async function loadProfiles(
  trx: Transaction,
  organizationId: string,
  tools: ReadonlyMap<string, ToolSnapshot>,
): Promise<Map<string, ProfileSnapshot>> {
  const rows = await trx
    .selectFrom("profiles")
    .select(["id", "slug", "name", "isDefault", "isToolSearch", "isCodeMode", "hasAllConnections"])
    .where("organizationId", "=", organizationId)
    .orderBy("slug")
    .execute();
  if (rows.length === 0) return new Map();
  const connections = await trx
    .selectFrom("profileConnections")
    .select(["profileId", "connectionId"])
    .where("organizationId", "=", organizationId)
    .execute();
  const overrides = await trx
    .selectFrom("profileTools")
    .select(["profileId", "toolId", "isIncluded", "exposedName", "description"])
    .where("organizationId", "=", organizationId)
    .execute();
  const connectionsOf = Map.groupBy(connections, ({ profileId }) => profileId);
  const overridesOf = Map.groupBy(overrides, ({ profileId }) => profileId);
  return new Map(
    rows.map((row) => {
      const parts = {
        ...row,
        connectionIds: new Set((connectionsOf.get(row.id) ?? []).map(({ connectionId }) => connectionId)),
        overrides: new Map(
          (overridesOf.get(row.id) ?? []).map(({ toolId, ...override }) => [toolId, override]),
        ),
      };
      return [row.slug, withTools(parts, tools)] as const;
    }),
  );
}

/** Worked out at the first look: an organization may have more profiles than are in use on this node. */
function withTools(
  parts: Omit<ProfileSnapshot, "tools" | "toolsById">,
  all: ReadonlyMap<string, ToolSnapshot>,
): ProfileSnapshot {
  let known: Pick<ProfileSnapshot, "tools" | "toolsById"> | undefined;
  const workedOut = () => {
    known ??= select(parts, all);
    return known;
  };
  return {
    ...parts,
    get tools() {
      return workedOut().tools;
    },
    get toolsById() {
      return workedOut().toolsById;
    },
  };
}

function select(
  profile: Omit<ProfileSnapshot, "tools" | "toolsById">,
  all: ReadonlyMap<string, ToolSnapshot>,
): Pick<ProfileSnapshot, "tools" | "toolsById"> {
  const found: ToolSnapshot[] = [];
  for (const tool of all.values()) {
    const override = profile.overrides.get(tool.id);
    const isInside =
      override?.isIncluded ?? (profile.hasAllConnections || profile.connectionIds.has(tool.connection.id));
    if (isInside) found.push(override ? overridden(tool, override) : tool);
  }
  const named = keptApart(found, profile.overrides);
  named.sort((a, b) => (a.exposedName < b.exposedName ? -1 : 1));
  return {
    tools: new Map(named.map((tool) => [tool.exposedName, tool])),
    toolsById: new Map(named.map((tool) => [tool.id, tool])),
  };
}

/**
 * A tool that was stored at the very moment in which another was given its name in the profile goes by one with a hash.
 * Everywhere else names are kept apart when they are given.
 */
function keptApart(tools: ToolSnapshot[], overrides: ProfileSnapshot["overrides"]): ToolSnapshot[] {
  const given = new Set<string>();
  for (const { exposedName } of overrides.values()) if (exposedName !== null) given.add(exposedName);
  if (given.size === 0) return tools;
  return tools.map((tool) => {
    const isOwn = (overrides.get(tool.id)?.exposedName ?? null) !== null;
    if (isOwn || !given.has(tool.exposedName)) return tool;
    const { connection, originalName } = tool;
    return {
      ...tool,
      exposedName: exposedName({ connectionSlug: connection.slug, originalName, taken: given }),
    };
  });
}

function overridden(tool: ToolSnapshot, override: ToolOverride): ToolSnapshot {
  const { description } = override;
  return {
    ...tool,
    exposedName: override.exposedName ?? tool.exposedName,
    definition: description === null ? tool.definition : { ...tool.definition, description },
  };
}
