import { isJsonObject, type RpcResponse } from "@patchops/protocol";
import { type Context, tellAnswer } from "@patchops/services";
import type { LegacySession } from "./session-store.ts";

/** What a client says of a question. Anything but a plain yes is a no: an error, a form, an unknown word. */
function actionOf(message: RpcResponse): "accept" | "decline" {
  return "result" in message && isJsonObject(message.result) && message.result.action === "accept"
    ? "accept"
    : "decline";
}

/** Hands a client's answer to whoever asked: here, or on the node that holds the call open. */
export function hearAnswer(context: Context, session: LegacySession, message: RpcResponse): void {
  const { id } = message;
  // Numbers are none of ours.
  if (typeof id !== "string") return;
  const action = actionOf(message);
  const question = session.questions.get(id);
  if (question) {
    question({ action });
    return;
  }
  tellAnswer(context, { sessionId: session.row.id, answer: { id, action } }).catch((error: unknown) => {
    const { requestId, services } = context;
    services.log.warn({ err: error, requestId }, "An answer did not reach the other nodes");
  });
}
