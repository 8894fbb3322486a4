import { createHash } from "node:crypto";
import { canonicalJson } from "../canonical-json.ts";

export type ToolDefinition = { name: string } & Record<string, unknown>;

/**
 * SHA-256 over the definition with its keys sorted, so that a re-ordered answer is no change. The version before it has
 * definitions that were stored with sorted keys stored anew.
 */
export function definitionHash(definition: unknown): string {
  return `2:${createHash("sha256").update(canonicalJson(definition)).digest("hex")}`;
}

/** Of a tool whose connection got another address: what is read next is approved, as at the first time. */
export const nothingApproved = "";

/** Whether two definitions are the same to whoever calls the tool: all of them but icons and what its server keeps for itself. */
export function isSameToCallers(before: Record<string, unknown>, after: Record<string, unknown>): boolean {
  const shown = ({ _meta, icons, ...rest }: Record<string, unknown>) => canonicalJson(rest);
  return shown(before) === shown(after);
}
