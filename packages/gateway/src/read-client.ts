import { isJsonObject } from "@patchops/protocol";
import { type Context, storableClient } from "@patchops/services";

/** What a client says of itself, cut to what is kept of it: every record of a call repeats it. Null when it says nothing. */
export function readClient(info: unknown): Context["client"] {
  if (!isJsonObject(info) || typeof info.name !== "string" || info.name === "") return null;
  const { name, version } = info;
  return storableClient({ name, version: typeof version === "string" ? version : null });
}
