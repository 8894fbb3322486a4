import { AppError } from "@patchops/contract";
import type { RpcRequest } from "@patchops/protocol";
import { type Context, requireAccess } from "@patchops/services";
import { noteRefusal } from "./authenticate.ts";
import type { Endpoint } from "./endpoint.ts";
import { methodVerbs } from "./perform.ts";
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
  const verb =
    isProgram && (await findStandIn(context, endpoint)) === codeMode
      ? "execution.start"
      : methodVerbs.get(message.method);
  if (verb === undefined) return;
  try {
    requireAccess(context, verb);
  } catch (error) {
    noteRefusal(context, endpoint.path, "scope");
    throw error instanceof AppError ? new RpcRefusal(error, { id: message.id }) : error;
  }
}
