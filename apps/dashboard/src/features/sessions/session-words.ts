import type { PromptSessionView, SessionEra } from "@patchops/contract";
import { viaLabels } from "../activity/via-labels.ts";

export const eraLabels: Record<SessionEra, string> = {
  legacy: "MCP up to 2025-11-25",
  modern: "MCP since 2026-07-28",
  none: "Not MCP",
};

/** `claude-code 2.1.0`, or what is known of a client that gave no name. */
export function sessionClient({ client, via }: PromptSessionView): string {
  if (!client) return via === "mcp" ? "Unnamed client" : viaLabels[via];
  return client.version ? `${client.name} ${client.version}` : client.name;
}

/** From its first to its last request. */
export function sessionMs({ startedAt, lastSeenAt, endedAt }: PromptSessionView): number {
  return Math.max(0, Date.parse(endedAt ?? lastSeenAt) - Date.parse(startedAt));
}
