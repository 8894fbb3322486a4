import { createHash } from "node:crypto";
import type { ToolSnapshot } from "../connection/index.ts";
import type { Actor } from "../context.ts";

export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** What an approval holds for: this caller by this key or app, this tool, these arguments, this state of the rule. */
export function bindingOf(call: {
  actor: Pick<Actor, "userId" | "apiKeyId" | "oauthGrantId">;
  tool: ToolSnapshot;
  argumentsHash: string;
  policyVersion: string;
}): string {
  const { actor, tool, argumentsHash, policyVersion } = call;
  const client = [actor.userId, actor.apiKeyId, actor.oauthGrantId];
  return sha256(JSON.stringify([...client, tool.connection.id, tool.id, argumentsHash, policyVersion]));
}
