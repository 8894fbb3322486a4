import { newId } from "@patchops/contract";
import { hashToken } from "@patchops/vault";
import type { Context } from "../context.ts";
import type { PromptSession } from "./prompt-session.ts";
import { storableClient } from "./storable-client.ts";

export interface NewPromptSession {
  token: string;
  via: "mcp" | "dashboard" | "cli" | "sdk";
  endpoint: string;
  /** Null for what is no MCP client. */
  protocolVersion: string | null;
  client: PromptSession["client"];
  /** What the client said it can do, as it said it. */
  capabilities: Record<string, unknown>;
}

const maxCapabilitiesBytes = 16_384;

/** As `jsonb` takes it: NUL and lone surrogates have no place there, nor has a flood. */
function storableJson(value: Record<string, unknown>): string {
  const text = JSON.stringify(value);
  return text.length > maxCapabilitiesBytes || /\\u(0000|d[89a-f])/i.test(text) ? "{}" : text;
}

/** Stores the row of a session of the actor, and meters its beginning. Answers what of the client's words was kept. */
export async function insertPromptSession(
  context: Context,
  given: NewPromptSession,
): Promise<Pick<PromptSession, "id" | "client" | "capabilities">> {
  const { actor, services } = context;
  const id = newId();
  const capabilities = storableJson(given.capabilities);
  const client = storableClient(given.client);
  const metered = services.meter.begin({
    organizationId: actor.organizationId,
    kind: "session",
    method: "session",
    via: given.via,
    userId: actor.userId,
    apiKeyId: actor.apiKeyId,
    clientName: client?.name ?? null,
    clientVersion: client?.version ?? null,
    promptSessionId: id,
    executionId: null,
    profile: actor.profile,
    connectionId: null,
    connectionSlug: null,
    providerType: null,
    tool: null,
    exposedName: null,
    bytesIn: Buffer.byteLength(capabilities),
    requestId: context.requestId,
  });
  const inserted = services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .insertInto("promptSessions")
      .values({
        organizationId: actor.organizationId,
        id,
        tokenHash: hashToken(given.token),
        userId: actor.userId,
        apiKeyId: actor.apiKeyId,
        oauthGrantId: actor.oauthGrantId,
        via: given.via,
        endpoint: given.endpoint,
        protocolVersion: given.protocolVersion,
        clientName: client?.name ?? null,
        clientVersion: client?.version ?? null,
        capabilities,
        address: context.address,
        userAgent: context.userAgent,
      })
      .execute(),
  );
  await inserted.catch((error: unknown) => {
    metered.drop();
    throw error;
  });
  await metered.end({ outcome: "ok", wasSent: false, bytesOut: 0, queueMs: 0, upstreamMs: null });
  return { id, client, capabilities: JSON.parse(capabilities) };
}
