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
    ...(isJsonObject(roots) ? { roots } : {}),
    ...(tasks === undefined ? {} : { tasks }),
    ...(extensions === undefined ? {} : { extensions }),
  };
}
