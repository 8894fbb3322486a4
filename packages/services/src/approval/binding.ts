import { createHash } from "node:crypto";
import { canonicalJson } from "../canonical-json.ts";
import type { ToolSnapshot } from "../connection/index.ts";
import type { Actor, Context } from "../context.ts";

export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** What an approval holds for: this caller by this key or app and this client, as it calls itself, this tool as its server defines it, these arguments, this state of the rule. */
export function bindingOf(call: {
  actor: Pick<Actor, "userId" | "apiKeyId" | "oauthGrantId">;
  client: Context["client"];
  tool: ToolSnapshot;
  argumentsHash: string;
  policyVersion: string;
}): string {
  const { actor, client, tool, argumentsHash, policyVersion } = call;
  const caller = [actor.userId, actor.apiKeyId, actor.oauthGrantId, client?.name ?? null];
  const definition = canonicalJson(tool.definition);
  return sha256(
    JSON.stringify([...caller, tool.connection.id, tool.id, definition, argumentsHash, policyVersion]),
  );
}
