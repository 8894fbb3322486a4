import { modernVersion } from "@patchops/protocol";
import type { Context } from "../context.ts";
import { type Visitor, visitPromptSession } from "./visit.ts";

/** The prompt session of a request of the era that has none of its own. Answers its id. */
export function modernPromptSession(
  context: Context,
  visitor: Pick<Visitor, "endpoint" | "client" | "capabilities">,
): Promise<string> {
  return visitPromptSession(context, { ...visitor, via: "mcp", protocolVersion: modernVersion });
}
