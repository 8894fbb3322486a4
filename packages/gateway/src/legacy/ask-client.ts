import { newId } from "@patchops/contract";
import { type JsonObject, RpcError, type RpcResponse } from "@patchops/protocol";
import { cannotAnswer } from "../cannot-answer.ts";
import type { LegacySession } from "./session-store.ts";

interface Asking {
  signal: AbortSignal;
  /** Sends the question, or the word that it is withdrawn; false where that reaches nobody. */
  send: (message: JsonObject) => boolean;
}

/** Asks a session's client by a request of ours, and waits for its answer, whichever node hears it. */
export function askClient(
  { crossing, questions }: Pick<LegacySession, "crossing" | "questions">,
  { method, params }: { method: string; params: JsonObject },
  { signal, send }: Asking,
): Promise<JsonObject> {
  const refusal = cannotAnswer(crossing, { method, params });
  if (refusal) return Promise.reject(refusal);
  const id = `ask-${newId()}`;
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      questions.delete(id);
      const reason = "The answer is no longer needed.";
      send({ method: "notifications/cancelled", params: { requestId: id, reason } });
      reject(new RpcError("The question was withdrawn."));
    };
    if (signal.aborted || !send({ id, method, params })) {
      reject(new RpcError("The client takes no questions on this request."));
      return;
    }
    signal.addEventListener("abort", onAbort, { once: true });
    questions.set(id, (answer: RpcResponse) => {
      questions.delete(id);
      signal.removeEventListener("abort", onAbort);
      if ("result" in answer) resolve(answer.result);
      else reject(new RpcError(answer.error.message, answer.error));
    });
  });
}
