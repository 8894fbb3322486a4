import { AppError } from "@patchops/contract";
import type { RpcRequest } from "@patchops/protocol";
import { type Context, requireScope } from "@patchops/services";
import { noteRefusal } from "./authenticate.ts";
import { methodScopes } from "./perform.ts";
import { RpcRefusal } from "./rpc-refusal.ts";

/** Refuses a method that the sender's key or grant may not use, as a whole request (403), and notes it. */
export function refuseMissingScope(context: Context, endpointPath: string, message: RpcRequest): void {
  const scope = methodScopes.get(message.method);
  if (scope === undefined) return;
  try {
    requireScope(context, scope);
  } catch (error) {
    noteRefusal(context, endpointPath, "scope");
    throw error instanceof AppError ? new RpcRefusal(error, { id: message.id }) : error;
  }
}
