import { type JsonObject, RpcError, type RpcId, type RpcRequest, rpcErrorCodes } from "@patchops/protocol";
import type { Deadline } from "../deadline.ts";
import type { Caller } from "../request.ts";

/** Whoever a server's request goes to, and the deadline of the request of theirs that waits for it. */
export interface Asked {
  caller: Pick<Caller, "ask"> | undefined;
  deadline?: Deadline | undefined;
}

type Answer = { result: JsonObject } | { error: { code: number; message: string; data?: unknown } };

/** Requests of one server that may await an answer at one time. */
const maxOpen = 64;
/** How long a person may take. */
const answerTimeoutMs = 600_000;
const forClients = /^(?:elicitation\/create|sampling\/createMessage|roots\/list|tasks\/[a-z]+)$/;

/** A legacy server's own requests, on their way to the client that they are meant for. */
export class ClientAsks {
  readonly #open = new Map<RpcId, AbortController>();

  /** Never rejects. The deadline of the asked one's own request stands still meanwhile. */
  async answer({ id, method, params }: RpcRequest, asked: Asked | undefined): Promise<Answer> {
    if (method === "ping") return { result: {} };
    const caller = asked?.caller;
    if (!forClients.test(method)) return failed(rpcErrorCodes.methodNotFound, `Nobody here knows ${method}.`);
    if (!caller) {
      if (method === "roots/list") return { result: { roots: [] } };
      return failed(rpcErrorCodes.internalError, "Nobody can be asked here.");
    }
    if (this.#open.size >= maxOpen) return failed(rpcErrorCodes.internalError, "Too much is asked at once.");
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), answerTimeoutMs);
    this.#open.set(id, controller);
    asked.deadline?.pause();
    try {
      return {
        result: await untilAborted(
          caller.ask({ method, params: params ?? {} }, controller.signal),
          controller.signal,
        ),
      };
    } catch (error) {
      if (error instanceof RpcError) {
        const { code, message, data } = error;
        return { error: { code, message, ...(data === undefined ? {} : { data }) } };
      }
      return failed(rpcErrorCodes.internalError, "The client did not answer.");
    } finally {
      asked.deadline?.resume();
      clearTimeout(timer);
      this.#open.delete(id);
    }
  }

  /** The server no longer wants to know. */
  cancel(id: unknown): void {
    if (typeof id === "string" || typeof id === "number") this.#open.get(id)?.abort();
  }

  cancelAll(): void {
    for (const controller of this.#open.values()) controller.abort();
  }
}

function failed(code: number, message: string): Answer {
  return { error: { code, message } };
}

/** A client that does not heed the signal holds nobody up. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
