import { AppError } from "@patchops/contract";
import {
  type ClassifiedMessage,
  detectEra,
  headerNames,
  isJsonObject,
  legacyVersions,
  MessageError,
  modernMetaKeys,
  parseMessages,
  rpcErrorCodes,
} from "@patchops/protocol";
import type { GatewayRequest } from "./gateway-request.ts";
import { handleLegacyPost } from "./legacy/handle-post.ts";
import type { LegacyFace } from "./legacy/legacy-face.ts";
import { readBody } from "./read-body.ts";
import { RpcRefusal } from "./rpc-refusal.ts";

export interface PostLimits {
  maxBytes: number;
  timeoutMs: number;
}

/** What a POST carries. */
export interface PostBody {
  messages: ClassifiedMessage[];
  isBatch: boolean;
  sizeBytes: number;
}

const maxBatch = 100;

async function readMessages(request: GatewayRequest, limits: PostLimits): Promise<PostBody> {
  const { text, sizeBytes } = await readBody(request.incoming, limits);
  try {
    const body = { ...parseMessages(text), sizeBytes };
    if (body.messages.length > maxBatch) {
      throw new MessageError("not_json_rpc", `A batch has at most ${maxBatch} messages.`);
    }
    return body;
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    throw new RpcRefusal(new AppError("malformed_request", error.message), { rpc: { code: error.rpcCode } });
  }
}

/** The modern era's requests stand for themselves; legacy ones belong to a session. Each has its own handlers. */
export async function handlePost(
  request: GatewayRequest,
  face: LegacyFace,
  limits: PostLimits,
): Promise<void> {
  const body = await readMessages(request, limits);
  for (const { kind, message } of body.messages) {
    if (kind !== "request" && kind !== "notification") continue;
    if (detectEra(message, request.incoming.headers) === "modern") throw refuseModern(request, message);
  }
  await handleLegacyPost(request, face, body);
}

/** Tells a client of the modern era which revisions it can fall back to (2026-07-28, basic: -32022). */
function refuseModern(
  request: GatewayRequest,
  message: { id?: string | number; params?: Record<string, unknown> },
): RpcRefusal {
  const meta = isJsonObject(message.params?._meta) ? message.params._meta : {};
  const requested =
    meta[modernMetaKeys.protocolVersion] ?? request.incoming.headers[headerNames.protocolVersion];
  return new RpcRefusal(new AppError("malformed_request", "This revision of MCP is not supported here."), {
    id: message.id,
    rpc: {
      code: rpcErrorCodes.unsupportedVersion,
      data: { supported: legacyVersions, requested: requested ?? null },
    },
  });
}
