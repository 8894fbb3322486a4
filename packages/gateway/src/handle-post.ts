import { isUtf8 } from "node:buffer";
import { AppError } from "@patchops/contract";
import { type ClassifiedMessage, detectEra, MessageError, parseMessages } from "@patchops/protocol";
import type { GatewayRequest } from "./gateway-request.ts";
import { handleLegacyPost } from "./legacy/handle-post.ts";
import type { LegacyFace } from "./legacy/legacy-face.ts";
import { handleModernPost } from "./modern/handle-post.ts";
import type { ModernFace } from "./modern/modern-face.ts";
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
  const bytes = await readBody(request.incoming, limits);
  try {
    if (!isUtf8(bytes)) throw new MessageError("malformed_json", "That is not UTF-8.");
    const { messages, isBatch } = parseMessages(bytes.toString("utf8"));
    if (isBatch) checkBatch(messages);
    return { messages, isBatch, sizeBytes: bytes.length };
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    throw new RpcRefusal(new AppError("malformed_request", error.message), { rpc: { code: error.rpcCode } });
  }
}

/** Answers are told apart by their ids alone. */
function checkBatch(messages: readonly ClassifiedMessage[]): void {
  if (messages.length > maxBatch) {
    throw new MessageError("not_json_rpc", `A batch has at most ${maxBatch} messages.`);
  }
  const ids = messages.flatMap(({ kind, message }) => (kind === "request" ? [message.id] : []));
  if (new Set(ids).size < ids.length) {
    throw new MessageError("not_json_rpc", "Two requests of the batch have the same id.");
  }
}

/** The modern era's requests stand for themselves; legacy ones belong to a session. Each has its own handlers. */
export async function handlePost(
  request: GatewayRequest,
  faces: { legacy: LegacyFace; modern: ModernFace },
  limits: PostLimits,
): Promise<void> {
  const body = await readMessages(request, limits);
  const { headers } = request.incoming;
  for (const { kind, message } of body.messages) {
    if (kind !== "request" && kind !== "notification") continue;
    if (detectEra(message, headers) === "legacy") continue;
    if (body.isBatch) {
      throw new RpcRefusal(new AppError("malformed_request", "This revision of MCP has no batches."), {});
    }
    if (kind === "request") {
      return handleModernPost(request, faces.modern, { message, bytes: body.sizeBytes });
    }
    // None is defined for this transport; what is not understood is no error.
    request.outgoing.writeHead(202, { "content-length": 0 }).end();
    return;
  }
  await handleLegacyPost(request, faces.legacy, body);
}
