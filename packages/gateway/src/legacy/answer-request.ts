import { AppError } from "@patchops/contract";
import { type RpcRequest, rpcErrorCodes } from "@patchops/protocol";
import type { Context } from "@patchops/services";
import { callTool } from "../call-tool.ts";
import type { Exchange } from "../exchange.ts";
import { listTools } from "../list-tools.ts";
import { placeOf } from "../place-of.ts";
import { errorAnswer, resultAnswer } from "../rpc-answer.ts";
import { rpcError } from "../rpc-error.ts";
import { RpcRefusal } from "../rpc-refusal.ts";
import { askByUrl } from "./ask-by-url.ts";
import type { LegacySession } from "./session-store.ts";

interface Circumstances {
  session: LegacySession;
  exchange: Exchange;
  /** Of the endpoint; undefined = all tools. */
  connection: string | undefined;
  argumentsBytes: number;
  /** Aborted when the client cancels this request, or has gone. */
  controller: AbortController;
}

/** Answers one request of a session on its exchange, with a result or an error; never throws. */
export async function answerRequest(
  context: Context,
  message: RpcRequest,
  circumstances: Circumstances,
): Promise<void> {
  const { calls } = circumstances.session;
  const { controller } = circumstances;
  calls.set(message.id, controller);
  let text: string | null;
  try {
    const result = await perform(context, message, circumstances);
    text = resultAnswer(message.id, result);
  } catch (error) {
    if (!(error instanceof AppError || error instanceof RpcRefusal)) {
      context.services.log.error({ err: error, requestId: context.requestId }, "An MCP request failed");
    }
    // Who cancelled waits no longer; an answer would only surprise them (2025-11-25, cancellation).
    text = controller.signal.aborted ? null : errorAnswer(message.id, rpcError(error, placeOf(context)));
  }
  if (calls.get(message.id) === controller) calls.delete(message.id);
  circumstances.exchange.answer(text);
}

async function perform(
  context: Context,
  { method, params }: RpcRequest,
  { session, exchange, connection, argumentsBytes, controller }: Circumstances,
): Promise<Record<string, unknown>> {
  switch (method) {
    case "ping":
      return {};
    case "tools/list":
      return { ...(await listTools(context, { connection, cursor: params?.cursor })) };
    case "tools/call":
      return callTool(context, {
        connection,
        params,
        argumentsBytes,
        promptSessionId: session.row.id,
        signal: controller.signal,
        askToSignIn: session.row.canOpenUrls
          ? (question) => askByUrl(session, exchange, question)
          : undefined,
        onProgress: (progressToken, progress) => {
          const notification = {
            jsonrpc: "2.0",
            method: "notifications/progress",
            params: { ...progress, progressToken },
          };
          exchange.notify(JSON.stringify(notification));
        },
      });
    default:
      throw new RpcRefusal(
        new AppError("not_found", `There is no method ${JSON.stringify(method.slice(0, 80))} here.`),
        { rpc: { code: rpcErrorCodes.methodNotFound } },
      );
  }
}
