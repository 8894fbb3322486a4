import { AppError } from "@patchops/contract";
import { isJsonObject, negotiateVersion } from "@patchops/protocol";
import type { Context } from "@patchops/services";
import type { Endpoint } from "../endpoint.ts";
import { endpointCapabilities } from "../endpoint-capabilities.ts";
import { readClient } from "../read-client.ts";
import { serverInstructions } from "../server-instructions.ts";
import type { SessionStore } from "./session-store.ts";

/** `initialize`: settles the revision and opens a prompt session. Answers the result and the session's token. */
export async function initialize(
  context: Context,
  sessions: SessionStore,
  request: { endpoint: Endpoint; params: unknown },
): Promise<{ token: string; result: Record<string, unknown> }> {
  const params = request.params;
  if (!isJsonObject(params) || typeof params.protocolVersion !== "string") {
    throw new AppError("invalid_input", "initialize needs a protocolVersion.");
  }
  const instructions = await serverInstructions(context, request.endpoint);
  const protocolVersion = negotiateVersion(params.protocolVersion);
  const { token } = await sessions.start(context, {
    endpoint: request.endpoint.path,
    protocolVersion,
    client: readClient(params.clientInfo),
    capabilities: isJsonObject(params.capabilities) ? params.capabilities : {},
  });
  const result = {
    protocolVersion,
    capabilities: await endpointCapabilities(context, request.endpoint, "legacy"),
    serverInfo: { name: "patchops", title: "PatchOps", version: context.services.settings.version },
    ...(instructions === null ? {} : { instructions }),
  };
  return { token, result };
}
