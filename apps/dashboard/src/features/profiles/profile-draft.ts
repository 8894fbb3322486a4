import type { Profile, ProfileTool, Tool, UpdateProfileInput } from "@patchops/contract";

/** A profile while it is edited. */
export interface ProfileDraft {
  name: string;
  hasAllConnections: boolean;
  connections: ReadonlySet<string>;
  /** What is said of single tools, by the organization's names. */
  tools: ReadonlyMap<string, ProfileTool>;
  isDefault: boolean;
  /** Not both. */
  isToolSearch: boolean;
  isCodeMode: boolean;
}

export function draftOf(profile: Profile): ProfileDraft {
  const { name, connections, isDefault, isToolSearch, isCodeMode } = profile;
  return {
    name,
    hasAllConnections: connections === "all",
    connections: new Set(connections === "all" ? [] : connections),
    tools: new Map(profile.tools.map((each) => [each.tool, each])),
    isDefault,
    isToolSearch,
    isCodeMode,
  };
}

const isWhole = (draft: ProfileDraft, connection: string): boolean =>
  draft.hasAllConnections || draft.connections.has(connection);

export function isInside(draft: ProfileDraft, tool: Tool): boolean {
  return draft.tools.get(tool.name)?.isIncluded ?? isWhole(draft, tool.connection);
}

/** Says something of one tool; what says nothing any more is dropped. */
export function withTool(draft: ProfileDraft, tool: string, change: Partial<ProfileTool>): ProfileDraft {
  const before = draft.tools.get(tool) ?? { tool, isIncluded: null, name: null, description: null };
  const after = { ...before, ...change };
  const tools = new Map(draft.tools);
  if (after.isIncluded === null && after.name === null && after.description === null) tools.delete(tool);
  else tools.set(tool, after);
  return { ...draft, tools };
}

/** Takes a tool in or out; where its connection says the same, nothing is said of it. */
export function withInside(draft: ProfileDraft, tool: Tool, isIn: boolean): ProfileDraft {
  return withTool(draft, tool.name, { isIncluded: isIn === isWhole(draft, tool.connection) ? null : isIn });
}

/** Takes a connection in or out, with all its tools. */
export function withConnection(
  draft: ProfileDraft,
  { connection, tools }: { connection: string; tools: readonly Tool[] },
  isIn: boolean,
): ProfileDraft {
  const connections = new Set(draft.connections);
  if (isIn) connections.add(connection);
  else connections.delete(connection);
  let next: ProfileDraft = { ...draft, connections };
  for (const tool of tools) {
    // Where all connections are in, each tool of this one is taken out by itself.
    next = withTool(next, tool.name, { isIncluded: isWhole(next, connection) === isIn ? null : isIn });
  }
  return next;
}

/** What a tool costs in a client's context under its name and words of the draft, at 4 characters a token. */
export function tokensIn(draft: ProfileDraft, tool: Tool): number {
  const said = draft.tools.get(tool.name);
  if (!said) return tool.contextTokens;
  const added =
    (said.name === null ? 0 : said.name.length - tool.name.length) +
    (said.description === null
      ? 0
      : JSON.stringify(said.description).length - JSON.stringify(tool.description ?? "").length);
  return Math.max(1, tool.contextTokens + Math.round(added / 4));
}

/** How many tools the draft offers and what they cost. */
export function costOf(draft: ProfileDraft, tools: readonly Tool[]): { tools: number; tokens: number } {
  const offered = tools.filter((tool) => tool.isAvailable && isInside(draft, tool));
  return {
    tools: offered.length,
    tokens: offered.reduce((sum, tool) => sum + tokensIn(draft, tool), 0),
  };
}

export function inputOf(draft: ProfileDraft): Omit<UpdateProfileInput, "profile"> {
  const { name, hasAllConnections, connections, tools, isDefault, isToolSearch, isCodeMode } = draft;
  return {
    name: name.trim(),
    connections: hasAllConnections ? "all" : [...connections].sort(),
    tools: [...tools.values()].sort((a, b) => (a.tool < b.tool ? -1 : 1)),
    isDefault,
    isToolSearch,
    isCodeMode,
  };
}

export function isSame(one: ProfileDraft, other: ProfileDraft): boolean {
  return JSON.stringify(inputOf(one)) === JSON.stringify(inputOf(other));
}
