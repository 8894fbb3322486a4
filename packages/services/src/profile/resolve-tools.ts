import { AppError, type CreateProfileInput, profileToolSchema } from "@patchops/contract";
import type { OrganizationSnapshot } from "../connection/index.ts";

interface ResolvedTool {
  toolId: string;
  isIncluded: boolean | null;
  exposedName: string | null;
  description: string | null;
}

/**
 * What an input says of single tools, by their ids. A name may be one that no other tool of the organization bears, now or in
 * this profile. Throws `unknown_tool`, and `conflict` for such a name.
 */
export function resolveProfileTools(
  snapshot: OrganizationSnapshot,
  given: NonNullable<CreateProfileInput["tools"]>,
): ResolvedTool[] {
  const bearers = new Map<string, string>();
  const seen = new Set<string>();
  return given.flatMap((input) => {
    const each = profileToolSchema.parse(input);
    const tool = snapshot.tools.get(each.tool);
    if (!tool) {
      throw new AppError("unknown_tool", `There is no tool named ${JSON.stringify(each.tool)}.`, {
        next: "List them with: patchops tools list",
        details: { field: "tools" },
      });
    }
    if (seen.has(tool.id)) throw twice(each.tool);
    seen.add(tool.id);
    const name = each.name === tool.exposedName ? null : each.name;
    if (name !== null) {
      const other = snapshot.tools.get(name)?.exposedName ?? bearers.get(name);
      if (other !== undefined) throw taken(name, other);
      bearers.set(name, tool.exposedName);
    }
    const { isIncluded, description } = each;
    if (isIncluded === null && name === null && description === null) return [];
    return [{ toolId: tool.id, isIncluded, exposedName: name, description }];
  });
}

function taken(name: string, other: string): AppError {
  return new AppError("conflict", `${name} is the name of another tool (${other}).`, {
    next: "Names are unique, also among the tools that are not in the profile, so that none is taken for another.",
    details: { field: "tools", name },
  });
}

function twice(name: string): AppError {
  return new AppError("invalid_input", `${name} stands twice in the list of tools.`, {
    details: { field: "tools" },
  });
}
