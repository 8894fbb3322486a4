import type { CreateProfileInput, Profile } from "@patchops/contract";

type ProfileState = Pick<Profile, "name" | "isDefault" | "isToolSearch" | "isCodeMode"> &
  Required<Pick<CreateProfileInput, "connections" | "tools">>;

/** The fields of a profile that a change may be about, as the audit keeps them. */
export function auditedState({
  name,
  isDefault,
  isToolSearch,
  isCodeMode,
  connections,
  tools,
}: ProfileState) {
  const said = tools?.map((tool) => ({
    tool: tool.tool,
    isIncluded: tool.isIncluded ?? null,
    name: tool.name ?? null,
    description: tool.description ?? null,
  }));
  return {
    ...auditedProfile({ name, isDefault, isToolSearch, isCodeMode, tools: said }),
    connections: Array.isArray(connections) ? connections.toSorted() : connections,
  };
}

/** What the audit keeps of an input: names whole, descriptions only as a fact, since they may be long. */
export function auditedProfile<Input extends { tools?: CreateProfileInput["tools"] }>(input: Input) {
  const { tools, ...rest } = input;
  if (tools === undefined) return rest;
  return {
    ...rest,
    tools: tools.map(({ description, ...tool }) => ({
      ...tool,
      isDescribed: (description ?? null) !== null,
    })),
  };
}
