import { randomUUID } from "node:crypto";
import type { JsonObject, RpcResponse } from "@patchops/protocol";
import type { InProcessContext } from "@patchops/upstream";

interface Open {
  /** Whoever else answers is not heard. */
  ownerKey: string;
  settle: (answer: RpcResponse) => void;
}

/** What the demo has asked and not heard yet. */
export class Questions {
  readonly #open = new Map<string, Open>();

  /** Asks on the stream of the call. Rejects when it is answered by an error, or the call is given up. */
  ask(
    params: { message: string; requestedSchema: JsonObject },
    { ownerKey, send, signal }: InProcessContext,
  ): Promise<JsonObject> {
    const id = randomUUID();
    return new Promise<JsonObject>((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
      const settle = (answer: RpcResponse) => {
        signal.removeEventListener("abort", onAbort);
        if ("result" in answer) resolve(answer.result);
        else reject(new Error(answer.error.message));
      };
      this.#open.set(id, { ownerKey, settle });
      send({ jsonrpc: "2.0", id, method: "elicitation/create", params: { mode: "form", ...params } });
    }).finally(() => this.#open.delete(id));
  }

  hear(answer: RpcResponse, { ownerKey }: InProcessContext): void {
    const open = this.#open.get(String(answer.id));
    if (open?.ownerKey === ownerKey) open.settle(answer);
  }
}
