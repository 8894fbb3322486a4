import { AppError } from "@patchops/contract";
import type { RpcRequest } from "@patchops/protocol";
import { type Context, requireScope } from "@patchops/services";
import { noteRefusal } from "./authenticate.ts";
import type { Endpoint } from "./endpoint.ts";
import { methodScopes } from "./perform.ts";
import { RpcRefusal } from "./rpc-refusal.ts";
import { codeMode } from "./stand-in/code-mode.ts";
import { findStandIn } from "./stand-in/find-stand-in.ts";

/** Refuses a method that the sender's key or grant may not use, as a whole request (403), and notes it. A program needs its own scope. */
export async function refuseMissingScope(
  context: Context,
  endpoint: Endpoint,
  message: RpcRequest,
): Promise<void> {
  const isProgram = message.method === "tools/call" && message.params?.name === "execute_code";
  const scope =
    isProgram && (await findStandIn(context, endpoint)) === codeMode
      ? "code:execute"
      : methodScopes.get(message.method);
  if (scope === undefined) return;
  try {
    requireScope(context, scope);
  } catch (error) {
    noteRefusal(context, endpoint.path, "scope");
    throw error instanceof AppError ? new RpcRefusal(error, { id: message.id }) : error;
  }
}
