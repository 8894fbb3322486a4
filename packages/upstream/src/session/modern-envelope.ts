import {
  encodeHeaderValue,
  headerNames,
  isJsonObject,
  type JsonObject,
  modernMetaKeys,
  modernVersion,
  nameFields,
} from "@patchops/protocol";
import type { ClientInfo } from "./session.ts";

/** What every modern request says of its sender, beside what the caller put into `_meta`. */
export function modernMeta(given: {
  meta: unknown;
  clientInfo: ClientInfo;
  capabilities: JsonObject;
  logLevel?: string | undefined;
  progressToken?: number | undefined;
}): JsonObject {
  const { progressToken: _callers, ...meta } = isJsonObject(given.meta) ? given.meta : {};
  return {
    ...meta,
    [modernMetaKeys.protocolVersion]: modernVersion,
    [modernMetaKeys.clientInfo]: given.clientInfo,
    [modernMetaKeys.clientCapabilities]: given.capabilities,
    ...(given.logLevel === undefined ? {} : { [modernMetaKeys.logLevel]: given.logLevel }),
    ...(given.progressToken === undefined ? {} : { progressToken: given.progressToken }),
  };
}

/** The headers that repeat a modern request's body (2026-07-28, basic/transports/streamable-http, "Request Metadata"). */
export function modernHeaders(method: string, params: JsonObject): Record<string, string> {
  const headers: Record<string, string> = {
    [headerNames.protocolVersion]: modernVersion,
    [headerNames.method]: method,
  };
  const field = nameFields[method];
  const name = field === undefined ? undefined : params[field];
  if (typeof name === "string") headers[headerNames.name] = encodeHeaderValue(name);
  return headers;
}
