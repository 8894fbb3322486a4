import type { RpcResponse } from "@patchops/protocol";
import { type Context, tellAnswer } from "@patchops/services";
import type { LegacySession } from "./session-store.ts";

/** Hands a client's answer to whoever asked: here, or on the node that holds the call open. */
export function hearAnswer(context: Context, session: LegacySession, message: RpcResponse): void {
  const { id } = message;
  // Numbers are none of ours.
  if (typeof id !== "string") return;
  const question = session.questions.get(id);
  if (question) {
    question(message);
    return;
  }
  tellAnswer(context, { sessionId: session.row.id, questionId: id, answer: message }).catch(
    (error: unknown) => {
      const { requestId, services } = context;
      services.log.warn({ err: error, requestId }, "An answer did not reach the other nodes");
    },
  );
}
