import { isJsonObject, type JsonObject } from "@patchops/protocol";

/** What of a client's capabilities upstreams may come back with. */
export function crossingCapabilities({
  sampling,
  elicitation,
  roots,
  tasks,
  extensions,
}: JsonObject): JsonObject {
  return {
    ...(sampling === undefined ? {} : { sampling }),
    ...(elicitation === undefined ? {} : { elicitation }),
    // Upstream sessions outlive one client's, so that nobody tells them when its roots change: they ask when they need them.
    ...(isJsonObject(roots) ? { roots: withoutListChanged(roots) } : {}),
    ...(tasks === undefined ? {} : { tasks }),
    ...(extensions === undefined ? {} : { extensions }),
  };
}

function withoutListChanged({ listChanged: _untold, ...rest }: JsonObject): JsonObject {
  return rest;
}
