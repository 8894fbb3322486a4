import type { IncomingHttpHeaders } from "node:http";
import { AppError } from "@patchops/contract";
import {
  decodeHeaderValue,
  headerNames,
  isJsonObject,
  isLogLevel,
  type JsonObject,
  modernMetaKeys,
  modernVersion,
  nameFields,
  type RpcRequest,
  rpcErrorCodes,
  supportedVersions,
} from "@patchops/protocol";
import { readClient } from "../read-client.ts";
import { RpcRefusal } from "../rpc-refusal.ts";

/** What every modern request says of its client (2026-07-28, basic: _meta). */
export interface Envelope {
  client: { name: string; version: string | null } | null;
  capabilities: JsonObject;
  /** undefined = it wants no `notifications/message`. */
  logLevel: string | undefined;
}

const tasksExtension = "io.modelcontextprotocol/tasks";

function refusal(request: RpcRequest, code: number, message: string, data?: unknown): RpcRefusal {
  return new RpcRefusal(new AppError("malformed_request", message), {
    id: request.id,
    rpc: { code, message, ...(data === undefined ? {} : { data }) },
  });
}

/**
 * Checks a request's `_meta` and the headers that mirror it (2026-07-28, transports: request metadata). Throws RpcRefusal with
 * -32602, -32020 (header mismatch) or -32022 (unsupported version), all with 400.
 */
export function readEnvelope(request: RpcRequest, headers: IncomingHttpHeaders): Envelope {
  const meta = isJsonObject(request.params?._meta) ? request.params._meta : {};
  const version = meta[modernMetaKeys.protocolVersion];
  const capabilities = meta[modernMetaKeys.clientCapabilities];
  const header = headers[headerNames.protocolVersion];
  if (typeof version === "string" && header !== version) {
    throw mismatch(request, "MCP-Protocol-Version");
  }
  if (typeof version !== "string" || !isJsonObject(capabilities)) {
    const missing = typeof version === "string" ? "clientCapabilities" : "protocolVersion";
    throw refusal(
      request,
      rpcErrorCodes.invalidParams,
      `The request's _meta lacks io.modelcontextprotocol/${missing}.`,
    );
  }
  if (version !== modernVersion) {
    throw refusal(request, rpcErrorCodes.unsupportedVersion, "This revision of MCP is not supported here.", {
      supported: supportedVersions,
      requested: version,
    });
  }
  if (textOf(headers[headerNames.method]) !== request.method) throw mismatch(request, "Mcp-Method");
  const field = nameFields[request.method];
  const name = field === undefined ? undefined : request.params?.[field];
  if (typeof name === "string" && decodeHeaderValue(textOf(headers[headerNames.name]) ?? "") !== name) {
    throw mismatch(request, "Mcp-Name");
  }
  if (request.method.startsWith("tasks/") && !declaresTasks(capabilities)) {
    throw refusal(
      request,
      rpcErrorCodes.missingClientCapability,
      "This request needs a client with the tasks extension.",
      { requiredCapabilities: { extensions: { [tasksExtension]: {} } } },
    );
  }
  const { [modernMetaKeys.clientInfo]: info, [modernMetaKeys.logLevel]: level } = meta;
  return { client: readClient(info), capabilities, logLevel: isLogLevel(level) ? level : undefined };
}

/** The refusal of a header that says something else than the body. */
export function mismatch(request: RpcRequest, header: string): RpcRefusal {
  return refusal(
    request,
    rpcErrorCodes.headerMismatch,
    `The header ${header} is missing, or says something else than the body.`,
  );
}

function declaresTasks({ extensions }: JsonObject): boolean {
  return isJsonObject(extensions) && extensions[tasksExtension] !== undefined;
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? header.trim() : undefined;
}
