import { newId } from "@patchops/contract";
import { isLogLevel, isLogWanted, type JsonObject, RpcError, type RpcResponse } from "@patchops/protocol";
import type { ClientLink } from "../client-link.ts";
import type { Exchange } from "../exchange.ts";
import type { LegacySession } from "./session-store.ts";

const rpc = (message: JsonObject) => JSON.stringify({ jsonrpc: "2.0", ...message });

/** A session's client, on the stream of the request that is being answered (2025-11-25, basic/transports: sending messages). */
export function legacyLink(session: LegacySession, exchange: Exchange): ClientLink {
  function notify(method: string, params: JsonObject): void {
    const { logLevel } = session.row;
    const isUnwanted =
      method === "notifications/message" && isLogLevel(logLevel) && !isLogWanted(params.level, logLevel);
    if (!isUnwanted) exchange.notify(rpc({ method, params }));
  }

  return {
    era: "legacy",
    capabilities: session.row.capabilities,
    logLevel: session.row.logLevel ?? undefined,
    notify,
    ask({ method, params }, signal) {
      const id = `ask-${newId()}`;
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          session.questions.delete(id);
          notify("notifications/cancelled", { requestId: id, reason: "The answer is no longer needed." });
          reject(new RpcError("The question was withdrawn."));
        };
        if (signal.aborted || !exchange.notify(rpc({ id, method, params }))) {
          reject(new RpcError("The client takes no questions on this request."));
          return;
        }
        signal.addEventListener("abort", onAbort, { once: true });
        session.questions.set(id, (answer: RpcResponse) => {
          session.questions.delete(id);
          signal.removeEventListener("abort", onAbort);
          if ("result" in answer) resolve(answer.result);
          else reject(new RpcError(answer.error.message, answer.error));
        });
      });
    },
  };
}
