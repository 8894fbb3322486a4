import { type JsonObject, modernMetaKeys, supportedVersions } from "@patchops/protocol";
import type { Context } from "@patchops/services";
import type { Endpoint } from "../endpoint.ts";
import { endpointCapabilities } from "../endpoint-capabilities.ts";
import { serverInstructions } from "../server-instructions.ts";

/** `server/discover` (2026-07-28, versioning). Throws `not_found` for a connection that is gone. */
export async function discover(context: Context, endpoint: Endpoint): Promise<JsonObject> {
  const instructions = await serverInstructions(context, endpoint);
  const { version } = context.services.settings;
  return {
    supportedVersions,
    capabilities: await endpointCapabilities(context, endpoint, "modern"),
    ...(instructions === null ? {} : { instructions }),
    _meta: { [modernMetaKeys.serverInfo]: { name: "patchops", title: "PatchOps", version } },
  };
}
