import { isJsonObject } from "@patchops/protocol";
import type { ChangingList, ServerDescription } from "./session.ts";

/** Whether a server says when a list of it changes. */
export function announcesChanges(
  { capabilities }: Pick<ServerDescription, "capabilities">,
  what: ChangingList,
): boolean {
  const { [what]: capability } = capabilities;
  return isJsonObject(capability) && capability.listChanged === true;
}
