import { isJsonObject } from "@patchops/protocol";
import type { ServerDescription } from "./session.ts";

/** Whether a server says when its tools change. */
export function announcesChanges({ capabilities }: Pick<ServerDescription, "capabilities">): boolean {
  return isJsonObject(capabilities.tools) && capabilities.tools.listChanged === true;
}
