import type { Tables } from "@patchops/db";
import type { Selectable } from "kysely";

/** One MCP client's session as its requests need it. The token is known to the client alone. */
export interface PromptSession {
  id: string;
  organizationId: string;
  /** A session serves its user only, whichever of their keys they come with. */
  userId: string;
  /** `/mcp` or `/mcp/c/<connection>`: a session is of one endpoint. */
  endpoint: string;
  /** The negotiated MCP revision. */
  protocolVersion: string;
  client: { name: string; version: string | null } | null;
  /** As the client declared them. */
  capabilities: Record<string, unknown>;
  /** From which level on the client wants log lines; null = it did not say. */
  logLevel: string | null;
}

export const promptSessionColumns = [
  "id",
  "organizationId",
  "userId",
  "endpoint",
  "protocolVersion",
  "clientName",
  "clientVersion",
  "capabilities",
  "logLevel",
] as const;

export function toPromptSession(
  row: Pick<Selectable<Tables["promptSessions"]>, (typeof promptSessionColumns)[number]> & {
    protocolVersion: string;
  },
): PromptSession {
  return {
    id: row.id,
    organizationId: row.organizationId,
    userId: row.userId,
    endpoint: row.endpoint,
    protocolVersion: row.protocolVersion,
    capabilities: row.capabilities,
    logLevel: row.logLevel,
    client: row.clientName === null ? null : { name: row.clientName, version: row.clientVersion },
  };
}
