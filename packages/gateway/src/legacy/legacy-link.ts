import { newId } from "@patchops/contract";
import { isLogLevel, isLogWanted, type JsonObject, RpcError, type RpcResponse } from "@patchops/protocol";
import { cannotAnswer } from "../cannot-answer.ts";
import type { ClientLink } from "../client-link.ts";
import type { Exchange } from "../exchange.ts";
import { sendToSession } from "./send-to-session.ts";
import type { LegacySession } from "./session-store.ts";

const rpc = (message: JsonObject) => JSON.stringify({ jsonrpc: "2.0", ...message });

/** A session's client, on the stream of the request that is being answered (2025-11-25, basic/transports: sending messages). */
export class LegacyLink implements ClientLink {
  readonly era = "legacy";
  readonly #session: LegacySession;
  readonly #exchange: Exchange;

  constructor(session: LegacySession, exchange: Exchange) {
    this.#session = session;
    this.#exchange = exchange;
  }

  get capabilities(): JsonObject {
    return this.#session.crossing;
  }

  get logLevel(): string | undefined {
    return this.#session.row.logLevel ?? undefined;
  }

  notify(method: string, params: JsonObject): void {
    const { logLevel } = this.#session.row;
    const isUnwanted =
      method === "notifications/message" && isLogLevel(logLevel) && !isLogWanted(params.level, logLevel);
    if (isUnwanted || this.#exchange.notify(rpc({ method, params }))) return;
    // The word that a page is done often comes when the request that asked for it is over.
    if (method === "notifications/elicitation/complete") sendToSession(this.#session, method, params);
  }

  ask({ method, params }: { method: string; params: JsonObject }, signal: AbortSignal): Promise<JsonObject> {
    const { questions } = this.#session;
    const refusal = cannotAnswer(this.capabilities, { method, params });
    if (refusal) return Promise.reject(refusal);
    const id = `ask-${newId()}`;
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        questions.delete(id);
        this.notify("notifications/cancelled", { requestId: id, reason: "The answer is no longer needed." });
        reject(new RpcError("The question was withdrawn."));
      };
      if (signal.aborted || !this.#exchange.notify(rpc({ id, method, params }))) {
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
}
