import type { CreateProfileInput } from "@patchops/contract";

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
