import { headerNames } from "./header-names.ts";
import { isJsonObject } from "./json-rpc.ts";
import { isLegacyVersion } from "./versions.ts";

export type Era = "legacy" | "modern";

/** Keys of `_meta` of the modern era (2026-07-28, basic). */
export const modernMetaKeys = {
  protocolVersion: "io.modelcontextprotocol/protocolVersion",
  clientInfo: "io.modelcontextprotocol/clientInfo",
  clientCapabilities: "io.modelcontextprotocol/clientCapabilities",
  logLevel: "io.modelcontextprotocol/logLevel",
  /** Of results. */
  serverInfo: "io.modelcontextprotocol/serverInfo",
  /** Of notifications on a `subscriptions/listen` stream. */
  subscriptionId: "io.modelcontextprotocol/subscriptionId",
} as const;

/**
 * The era of a request. Its own `_meta` decides; without it the header does, but not for `initialize`: real clients send it
 * even after a good `server/discover`.
 */
export function detectEra(
  message: { method: string; params?: Record<string, unknown> },
  headers: Readonly<Record<string, string | string[] | undefined>> = {},
): Era {
  if (message.method === "server/discover") return "modern";
  const meta = message.params?._meta;
  if (isJsonObject(meta) && typeof meta[modernMetaKeys.protocolVersion] === "string") return "modern";
  if (message.method === "initialize") return "legacy";
  const version = headers[headerNames.protocolVersion];
  return typeof version === "string" && version > "2025-11-25" && !isLegacyVersion(version)
    ? "modern"
    : "legacy";
}
