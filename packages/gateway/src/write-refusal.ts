import type { ServerResponse } from "node:http";
import { AppError, scopes as allScopes } from "@patchops/contract";
import { challenge } from "./challenge.ts";
import { errorAnswer } from "./rpc-answer.ts";
import { rpcError } from "./rpc-error.ts";
import { RpcRefusal } from "./rpc-refusal.ts";

/** Answers a request that is refused as a whole: the HTTP status of the error, and the error as JSON-RPC in the body. */
export function writeRefusal(
  response: ServerResponse,
  error: unknown,
  about: { requestId: string; publicUrl: string; endpointPath: string },
): void {
  const refusal = error instanceof RpcRefusal ? error : undefined;
  const thrown = refusal?.error ?? error;
  const known = thrown instanceof AppError ? thrown : new AppError("internal", "");
  if (known.code === "unauthenticated") {
    const name = known.details?.reason === "no_key" ? null : "invalid_token";
    response.setHeader("www-authenticate", challenge({ ...about, error: name, scopes: [] }));
  }
  if (known.code === "insufficient_scope") {
    const { scope, grantedScopes = [] } = known.details ?? {};
    const needed = [grantedScopes, scope].flat();
    const scopes = allScopes.filter((each) => needed.includes(each));
    response.setHeader("www-authenticate", challenge({ ...about, error: "insufficient_scope", scopes }));
  }
  if (known.code === "method_not_allowed") response.setHeader("allow", "GET, POST, DELETE, OPTIONS");
  if (known.retryAfterSeconds !== undefined) response.setHeader("retry-after", known.retryAfterSeconds);
  const text = errorAnswer(refusal?.id ?? null, rpcError(error, about));
  response.writeHead(known.httpStatus, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
