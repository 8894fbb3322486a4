import { AppError } from "@patchops/contract";
import { isLogLevel, type JsonObject, type RpcRequest } from "@patchops/protocol";
import { type Context, setPromptSessionLogLevel } from "@patchops/services";
import type { Exchange } from "../exchange.ts";
import { logFailure } from "../log-failure.ts";
import { note } from "../note.ts";
import { perform } from "../perform.ts";
import { placeOf } from "../place-of.ts";
import { retryAfterOf } from "../retry-after-of.ts";
import { errorAnswer, resultAnswer } from "../rpc-answer.ts";
import { rpcError } from "../rpc-error.ts";
import { SenderBarred } from "../sender-barred.ts";
import { subjectOf } from "../subject-of.ts";
import { LegacyLink } from "./legacy-link.ts";
import type { LegacySession } from "./session-store.ts";
import { subscribe, unsubscribe } from "./subscriptions.ts";

/** What stands in the session's record and is answered here; the rest is noted where it is performed. */
const ownMethods: ReadonlySet<string> = new Set([
  "logging/setLevel",
  "resources/subscribe",
  "resources/unsubscribe",
]);

interface Circumstances {
  session: LegacySession;
  exchange: Exchange;
  /** Of the endpoint; undefined = all tools. */
  connection: string | undefined;
  bytes: number;
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
  calls.add(message.id, controller);
  let text: string | null;
  let retryAfterSeconds: number | undefined;
  try {
    const { method, params = {} } = message;
    const run = () => answer(context, message, circumstances);
    const promptSessionId = circumstances.session.row.id;
    const result = await (ownMethods.has(method)
      ? note(context, { promptSessionId, kind: method, subject: subjectOf(params) }, run)
      : run());
    text = resultAnswer(message.id, result);
    retryAfterSeconds = retryAfterOf(result);
  } catch (error) {
    logFailure(context, "MCP", error);
    // Who cancelled waits no longer; an answer would only surprise them (2025-11-25, cancellation).
    const { aborted: isAborted, reason } = controller.signal;
    const told = reason instanceof SenderBarred ? reason : isAborted ? null : error;
    text = told === null ? null : errorAnswer(message.id, rpcError(told, placeOf(context)));
    if (told instanceof AppError) retryAfterSeconds = told.retryAfterSeconds;
  }
  calls.remove(controller);
  circumstances.exchange.answer(text, { retryAfterSeconds });
}

/** What belongs to the era itself; the rest is the same in both. */
async function answer(
  context: Context,
  { method, params = {} }: RpcRequest,
  { session, exchange, connection, bytes, controller }: Circumstances,
): Promise<JsonObject> {
  switch (method) {
    case "ping":
      return {};
    case "logging/setLevel": {
      if (!isLogLevel(params.level)) throw new AppError("invalid_input", "There is no such log level.");
      session.row.logLevel = params.level;
      await setPromptSessionLogLevel(context, session.row, params.level);
      return {};
    }
    case "resources/subscribe":
      await subscribe(context, session, { connection, uri: uriOf(params) });
      return {};
    case "resources/unsubscribe":
      await unsubscribe(context, session, uriOf(params));
      return {};
    default:
      return perform(context, {
        method,
        params,
        connection,
        bytes,
        link: new LegacyLink(context.services, session, exchange),
        promptSessionId: session.row.id,
        signal: controller.signal,
        passesInput: false,
      });
  }
}

function uriOf({ uri }: JsonObject): string {
  if (typeof uri === "string" && uri !== "") return uri;
  throw new AppError("invalid_input", "A subscription needs the uri of a resource.");
}
