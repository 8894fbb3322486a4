import {
  isJsonObject,
  isLegacyVersion,
  type JsonObject,
  modernMetaKeys,
  modernVersion,
  rpcErrorCodes,
} from "@patchops/protocol";
import type { Channel } from "../channel.ts";
import { Deadline } from "../deadline.ts";
import { UpstreamError } from "../upstream-error.ts";
import { modernHeaders, modernMeta } from "./modern-envelope.ts";
import { nextRequestId } from "./next-request-id.ts";
import { ownCapabilities } from "./own-capabilities.ts";
import { readInfo } from "./read-info.ts";
import type { ClientInfo, ServerDescription } from "./session.ts";

/** Some legacy servers never answer a request that they do not know. */
const longestMs = 5_000;
const passing: readonly UpstreamError["code"][] = [
  "dns_failed",
  "connection_refused",
  "tls_failed",
  "private_address",
  "invalid_input",
  "unauthorized",
  "unavailable",
  "cancelled",
  "process_failed",
];

/**
 * Asks a server what it is by `server/discover`; null when what it answers shows that it is of the legacy era. Throws
 * UpstreamError when it could not be asked, or speaks nothing that we know.
 */
export async function discover(
  channel: Channel,
  options: DiscoverOptions,
): Promise<ServerDescription | null> {
  try {
    return await ask(channel, options);
  } catch (error) {
    // It names the very revision that it refused: then it may take it now.
    if (!(error instanceof UpstreamError) || error.upstreamCode !== rpcErrorCodes.unsupportedVersion)
      throw error;
    return ask(channel, options);
  }
}

interface DiscoverOptions {
  clientInfo: ClientInfo;
  deadline: Deadline;
  signal?: AbortSignal | undefined;
}

async function ask(channel: Channel, options: DiscoverOptions): Promise<ServerDescription | null> {
  const { clientInfo, signal } = options;
  const method = "server/discover";
  const params = { _meta: modernMeta({ meta: {}, clientInfo, capabilities: ownCapabilities }) };
  const deadline = new Deadline(Math.max(1, Math.min(longestMs, options.deadline.leftMs)));
  try {
    const { response } = await channel.request(
      { jsonrpc: "2.0", id: nextRequestId(), method, params },
      { deadline, signal, headers: modernHeaders(method, params), onMessage: () => undefined },
    );
    if ("result" in response) {
      const { supportedVersions } = response.result;
      return isModern(supportedVersions) ? readDiscovered(response.result) : null;
    }
    const { code, message, data } = response.error;
    if (code === rpcErrorCodes.unsupportedVersion && isJsonObject(data) && !isModern(data.supported))
      return null;
    if (modernCodes.includes(code)) {
      throw new UpstreamError("upstream_error", message, { sent: true, upstreamCode: code, data });
    }
    return null;
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.upstreamCode !== undefined) throw error;
    if (passing.includes(error.code) || saysNothing(error)) throw error;
    if (error.code === "timeout" && options.deadline.isOver) throw error;
    return null;
  } finally {
    deadline.stop();
  }
}

const modernCodes: readonly number[] = [
  rpcErrorCodes.unsupportedVersion,
  rpcErrorCodes.headerMismatch,
  rpcErrorCodes.missingClientCapability,
];

/** Whether one of a server's revisions is the modern one that we speak; legacy ones need `initialize`. */
function isModern(versions: unknown): boolean {
  if (!Array.isArray(versions)) return false;
  if (versions.includes(modernVersion)) return true;
  if (versions.some((version) => typeof version === "string" && isLegacyVersion(version))) return false;
  throw new UpstreamError("protocol_error", "The server speaks no revision of MCP that we know.", {
    sent: true,
  });
}

/** Refusals that another request would meet as well. */
function saysNothing({ httpStatus = 0 }: UpstreamError): boolean {
  return (
    httpStatus === 403 || httpStatus === 429 || httpStatus === 503 || (httpStatus >= 300 && httpStatus < 400)
  );
}

function readDiscovered(result: JsonObject): ServerDescription {
  const { capabilities, instructions, _meta } = result;
  const info = isJsonObject(_meta) ? _meta[modernMetaKeys.serverInfo] : undefined;
  return {
    era: "modern",
    protocolVersion: modernVersion,
    info: readInfo(info ?? result.serverInfo),
    capabilities: isJsonObject(capabilities) ? capabilities : {},
    instructions: typeof instructions === "string" ? instructions : null,
  };
}
