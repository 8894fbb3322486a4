import { classifyMessage, type RpcResponse, rpcErrorCodes } from "@patchops/protocol";
import type { Channel } from "../channel.ts";
import type { InProcessServer } from "../target.ts";
import { UpstreamError } from "../upstream-error.ts";

/** A server in this process behind the same interface as all others: same deadlines, same cap, same cancelling. */
export function createInProcessChannel(options: {
  serve: InProcessServer;
  connectionId: string;
  ownerKey: string;
  maxResultBytes: number;
}): Channel {
  const { serve, connectionId, ownerKey, maxResultBytes } = options;
  const closing = new AbortController();

  return {
    hasStreamPerRequest: true,
    get isClosed() {
      return closing.signal.aborted;
    },
    request(message, call) {
      return new Promise((resolve, reject) => {
        const ended = new AbortController();
        const { deadline } = call;
        const onAbort = () => end(new UpstreamError("cancelled", "The call was cancelled.", { sent: true }));
        const signals = [closing.signal, ...(call.signal ? [call.signal] : [])];
        function end(failure?: unknown): void {
          deadline.onEnd(undefined);
          for (const signal of signals) signal.removeEventListener("abort", onAbort);
          if (failure === undefined) return;
          ended.abort();
          reject(failure);
        }
        for (const signal of signals) {
          if (signal.aborted) {
            onAbort();
            return;
          }
          signal.addEventListener("abort", onAbort);
        }
        deadline.onEnd(() =>
          end(new UpstreamError("timeout", "The bundled server took too long.", { sent: true })),
        );
        serve(message, {
          connectionId,
          ownerKey,
          signal: ended.signal,
          send: (said) => {
            const classified = classifyMessage(said);
            if (classified && !ended.signal.aborted) call.onMessage(classified);
          },
        }).then(
          (response) => {
            const answer: RpcResponse = response ?? internalError(message.id);
            const bytes = Buffer.byteLength(JSON.stringify(answer));
            const isTooLarge = bytes > maxResultBytes;
            end(isTooLarge ? new UpstreamError("result_too_large", tooLarge, { sent: true }) : undefined);
            resolve({ response: answer, bytes });
          },
          () => {
            end();
            resolve({ response: internalError(message.id), bytes: 0 });
          },
        );
      });
    },
    async send(message) {
      const signal = closing.signal;
      await serve(message, { connectionId, ownerKey, signal, send: () => undefined });
    },
    setVersion: () => undefined,
    listen: async () => undefined,
    async close() {
      closing.abort();
    },
  };
}

const tooLarge = "The bundled server answered more than the limit.";

function internalError(id: string | number): RpcResponse {
  return { jsonrpc: "2.0", id, error: { code: rpcErrorCodes.internalError, message: "Internal error" } };
}
