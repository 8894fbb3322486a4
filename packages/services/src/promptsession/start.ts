import { createToken } from "@patchops/vault";
import type { Context } from "../context.ts";
import { may } from "../may.ts";
import { requireAccess } from "../require-access.ts";
import { insertPromptSession } from "./insert.ts";
import type { PromptSession } from "./prompt-session.ts";

export interface StartPromptSession {
  endpoint: string;
  /** The negotiated MCP revision. */
  protocolVersion: string;
  client: { name: string; version: string | null } | null;
  /** What the client said it can do, as it said it. */
  capabilities: Record<string, unknown>;
}

/**
 * Opens a session for an MCP client and answers the token that names it (256 random bits, stored as its hash).
 * The token is a handle, not an authentication: every request brings its key as well.
 * The row itself is the record of what happened, as a call's usage row is; it leaves no audit entry.
 */
export async function startPromptSession(
  context: Context,
  input: StartPromptSession,
): Promise<{ token: string; session: PromptSession }> {
  const { actor } = context;
  if (!may(actor, "tool.invoke")) requireAccess(context, "tool.list");
  const token = createToken();
  const { id, client, capabilities } = await insertPromptSession(context, { ...input, token, via: "mcp" });
  const session: PromptSession = {
    id,
    organizationId: actor.organizationId,
    userId: actor.userId,
    endpoint: input.endpoint,
    protocolVersion: input.protocolVersion,
    capabilities,
    logLevel: null,
    client,
  };
  return { token, session };
}
