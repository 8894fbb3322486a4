import { isJsonObject, type JsonObject } from "@patchops/protocol";

/** What a request is about: the name of a prompt, the address of a resource without its query, a log level. */
export function subjectOf({ name, uri, level, ref }: JsonObject): string | null {
  for (const text of [name, level]) if (typeof text === "string") return text;
  if (typeof uri === "string") return uri.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//");
  return isJsonObject(ref) ? subjectOf({ name: ref.name, uri: ref.uri }) : null;
}
