import {
  type ClassifiedMessage,
  classifyMessage,
  OpenRequests,
  parseJson,
  type RpcId,
} from "@patchops/protocol";
import type { ChannelAnswer, ChannelRequestOptions } from "./channel.ts";
import { UpstreamError } from "./upstream-error.ts";

interface Pending {
  call: ChannelRequestOptions;
  end(outcome: ChannelAnswer | UpstreamError): void;
}

/** The requests under way on one pipe that all of them share, and who hears what comes out of it. */
export class PendingAnswers {
  onUnrelated: ((message: ClassifiedMessage) => void) | undefined;
  readonly #pending = new OpenRequests<Pending>();
  readonly #name: string;

  /** `name`: the other side, as an error names it. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Sends and waits. What `send` throws ends the request. */
  request(
    id: RpcId,
    call: ChannelRequestOptions,
    send: () => Promise<void> | undefined,
  ): Promise<ChannelAnswer> {
    return new Promise((resolve, reject) => {
      const { deadline, signal } = call;
      const end = (outcome: ChannelAnswer | UpstreamError) => {
        if (!this.#pending.remove(pending)) return;
        deadline.onEnd(undefined);
        signal?.removeEventListener("abort", onAbort);
        if (outcome instanceof UpstreamError) reject(outcome);
        else resolve(outcome);
      };
      const pending: Pending = { call, end };
      const onAbort = () => end(new UpstreamError("cancelled", "The call was cancelled.", { sent: true }));
      if (signal?.aborted) {
        reject(new UpstreamError("cancelled", "The call was cancelled.", { sent: false }));
        return;
      }
      // Known before it is sent: an answer can come before the sending is done.
      this.#pending.add(id, pending);
      try {
        send()?.catch(end);
      } catch (error) {
        this.#pending.remove(pending);
        reject(error);
        return;
      }
      signal?.addEventListener("abort", onAbort);
      deadline.onEnd(() => {
        const seconds = Math.round(deadline.timeoutMs / 100) / 10;
        end(new UpstreamError("timeout", `No answer from ${this.#name} in ${seconds} s.`, { sent: true }));
      });
    });
  }

  /** One message as text. What is none is skipped: some servers print to stdout. */
  receive(text: string): void {
    let classified: ClassifiedMessage | null = null;
    try {
      classified = classifyMessage(parseJson(text));
    } catch {
      return;
    }
    if (!classified) return;
    const { kind, message } = classified;
    if (kind === "result" || kind === "failure") {
      const { id } = message;
      this.#pending.get(id)?.end({ response: message, bytes: Buffer.byteLength(text) });
      return;
    }
    // One pipe for all: only a progress token says which request is meant.
    const token = kind === "notification" ? message.params?.progressToken : undefined;
    const pending = this.#pending.get(token);
    if (pending) pending.call.onMessage(classified);
    else this.onUnrelated?.(classified);
  }

  /** An answer that was not read whole, of which only the ends are known; the id is at one of them. */
  refuse(ends: string, failure: UpstreamError): void {
    const ids = [...ends.matchAll(/"id"\s*:\s*(\d+)/g)].map(([, id]) => this.#pending.get(Number(id)));
    const [named] = ids.filter((pending) => pending !== undefined);
    const [first] = this.#pending;
    const only = this.#pending.size === 1 ? first : undefined;
    (named ?? only)?.end(failure);
  }

  endAll(failure: UpstreamError): void {
    for (const { end } of this.#pending) end(failure);
  }
}
