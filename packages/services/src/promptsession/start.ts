import { newId } from "@patchops/contract";
import { createToken, hashToken } from "@patchops/vault";
import type { Context } from "../context.ts";
import { requireScope } from "../require-scope.ts";
import type { PromptSession } from "./prompt-session.ts";

export interface StartPromptSession {
  endpoint: string;
  protocolVersion: string;
  client: { name: string; version: string | null } | null;
  /** What the client said it can do, as it said it. */
  capabilities: Record<string, unknown>;
}

const maxCapabilitiesBytes = 16_384;

/** As `jsonb` takes it: NUL and lone surrogates have no place there, nor has a flood. */
function storableJson(value: Record<string, unknown>): string {
  const text = JSON.stringify(value);
  return text.length > maxCapabilitiesBytes || /\\u(0000|d[89a-f])/i.test(text) ? "{}" : text;
}

/** Text of a stranger as a column takes it: no control characters, a bounded length. */
function storableText(value: string): string {
  return value
    .toWellFormed()
    .replace(/\p{Cc}/gu, "")
    .slice(0, 128);
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
  const { actor, services } = context;
  if (!actor.scopes.includes("tools:call")) requireScope(context, "tools:read");
  const token = createToken();
  const session: PromptSession = {
    id: newId(),
    organizationId: actor.organizationId,
    userId: actor.userId,
    endpoint: input.endpoint,
    protocolVersion: input.protocolVersion,
    capabilities: JSON.parse(storableJson(input.capabilities)),
    logLevel: null,
    client: input.client && {
      name: storableText(input.client.name),
      version: input.client.version === null ? null : storableText(input.client.version),
    },
  };
  await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .insertInto("promptSessions")
      .values({
        organizationId: session.organizationId,
        id: session.id,
        tokenHash: hashToken(token),
        userId: session.userId,
        apiKeyId: actor.apiKeyId,
        oauthGrantId: actor.oauthGrantId,
        endpoint: session.endpoint,
        protocolVersion: session.protocolVersion,
        clientName: session.client?.name ?? null,
        clientVersion: session.client?.version ?? null,
        capabilities: storableJson(input.capabilities),
        address: context.address,
        userAgent: context.userAgent,
      })
      .execute(),
  );
  return { token, session };
}
