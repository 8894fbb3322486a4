import {
  classifyMessage,
  type DecodedSseEvent,
  parseJson,
  type RpcId,
  type RpcResponse,
  SseDecoder,
} from "@patchops/protocol";
import type { ChannelAnswer, ChannelRequestOptions } from "../channel.ts";
import type { EventReader } from "./send-http.ts";

/** Finds the answer to one request among all that a server sends for it; the rest goes to the request's `onMessage`. */
export class AnswerReader implements EventReader {
  taken: ChannelAnswer | undefined;
  /** What made the stream unreadable. */
  problem: unknown;
  /** Of the streams before this one, when the answer was taken up again. */
  lastEventId = "";
  retryMs: number | undefined;
  readonly #id: RpcId;
  readonly #call: Pick<ChannelRequestOptions, "onMessage">;
  readonly #maxEventLength: number;
  #decoder: SseDecoder | undefined;

  constructor(id: RpcId, call: Pick<ChannelRequestOptions, "onMessage">, maxEventLength: number) {
    this.#id = id;
    this.#call = call;
    this.#maxEventLength = maxEventLength;
  }

  get decoder(): SseDecoder {
    if (this.#decoder) return this.#decoder;
    const decoder = new SseDecoder({ maxEventLength: this.#maxEventLength });
    decoder.lastEventId = this.lastEventId;
    decoder.retryMs = this.retryMs;
    this.#decoder = decoder;
    return decoder;
  }

  /** The next stream goes on where this one ended. */
  restart(): void {
    if (!this.#decoder) return;
    ({ lastEventId: this.lastEventId, retryMs: this.retryMs } = this.#decoder);
    this.#decoder = undefined;
  }

  onEvent({ event, data }: DecodedSseEvent): boolean {
    if (event !== "message" || data === "") return false;
    try {
      const response = this.sort(parseJson(data));
      if (response) this.taken = { response, bytes: Buffer.byteLength(data) };
    } catch (error) {
      this.problem = error;
    }
    return this.taken !== undefined || this.problem !== undefined;
  }

  /** Of a body in JSON, which may be a batch (2025-03-26). Throws MessageError. */
  read(text: string): RpcResponse | undefined {
    const value = parseJson(text);
    if (!Array.isArray(value)) return this.sort(value);
    return value.map((each) => this.sort(each)).find((found) => found !== undefined);
  }

  /** An answer to any other id belongs to nobody here and is dropped. */
  sort(value: unknown): RpcResponse | undefined {
    const classified = classifyMessage(value);
    if (classified === null) return undefined;
    if (classified.kind === "result" || classified.kind === "failure") {
      return classified.message.id === this.#id ? classified.message : undefined;
    }
    this.#call.onMessage(classified);
    return undefined;
  }
}
