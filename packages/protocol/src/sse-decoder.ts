import { StringDecoder } from "node:string_decoder";

/** An event larger than its reader allows. */
export class SseLimitError extends Error {
  override readonly name = "SseLimitError";
}

export interface DecodedSseEvent {
  /** `message` unless the server named it. */
  event: string;
  data: string;
  /** The last id seen on the stream so far; "" when there was none. */
  lastEventId: string;
}

export interface SseDecoderOptions {
  /** Longest event in UTF-16 units, its field names and comments included; beyond it `push` throws SseLimitError. */
  maxEventLength: number;
}

/**
 * Bytes to events, whatever the borders of the chunks are (WHATWG HTML, server-sent events, section 9.2.6).
 * An event that the stream's end leaves unfinished is dropped, as the standard says.
 */
export class SseDecoder {
  /** What the server asked clients to wait before they connect again. */
  retryMs: number | undefined;
  lastEventId = "";
  readonly #maxEventLength: number;
  /** Made when the first bytes come: its buffer costs the collector more than the rest of a call that answers in JSON. */
  #text: StringDecoder | undefined;
  /** Pieces of a line whose end has not come yet; kept apart so that a slow sender costs no quadratic copying. */
  #pieces: string[] = [];
  #length = 0;
  #data: string[] = [];
  #event = "";
  #isAfterReturn = false;
  #isFirst = true;

  constructor(options: SseDecoderOptions) {
    this.#maxEventLength = options.maxEventLength;
  }

  push(chunk: Uint8Array): DecodedSseEvent[] {
    this.#text ??= new StringDecoder("utf8");
    let text = this.#text.write(chunk);
    if (text === "") return [];
    if (this.#isFirst) {
      this.#isFirst = false;
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    }
    const events: DecodedSseEvent[] = [];
    let start = 0;
    if (this.#isAfterReturn && text.startsWith("\n")) start = 1;
    this.#isAfterReturn = false;
    let nextFeed = text.indexOf("\n", start);
    let nextReturn = text.indexOf("\r", start);
    while (nextFeed !== -1 || nextReturn !== -1) {
      const endsWithReturn = nextReturn !== -1 && (nextFeed === -1 || nextReturn < nextFeed);
      const end = endsWithReturn ? nextReturn : nextFeed;
      this.#grow(end - start + 1);
      this.#pieces.push(text.slice(start, end));
      const line = this.#pieces.length === 1 ? (this.#pieces[0] ?? "") : this.#pieces.join("");
      this.#pieces = [];
      const event = this.#takeLine(line);
      if (event) events.push(event);
      start = end + 1;
      if (endsWithReturn) {
        if (start === text.length) this.#isAfterReturn = true;
        else if (nextFeed === start) start += 1;
        nextReturn = text.indexOf("\r", start);
      }
      if (nextFeed !== -1 && nextFeed < start) nextFeed = text.indexOf("\n", start);
    }
    if (start < text.length) {
      this.#grow(text.length - start);
      this.#pieces.push(text.slice(start));
    }
    return events;
  }

  #grow(length: number): void {
    this.#length += length;
    if (this.#length > this.#maxEventLength) throw new SseLimitError("An event of the stream is too large.");
  }

  #takeLine(line: string): DecodedSseEvent | undefined {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1);
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#event = value;
    else if (field === "id" && !value.includes("\0")) this.lastEventId = value;
    else if (field === "retry" && /^\d{1,9}$/.test(value)) this.retryMs = Number(value);
    // A comment alone makes no event and must not add up to one that is too large.
    else if (colon === 0 && this.#data.length === 0) this.#length = 0;
    return undefined;
  }

  #dispatch(): DecodedSseEvent | undefined {
    const data = this.#data;
    const event = this.#event === "" ? "message" : this.#event;
    this.#data = [];
    this.#event = "";
    this.#length = 0;
    if (data.length === 0) return undefined;
    return {
      event,
      data: data.length === 1 ? (data[0] ?? "") : data.join("\n"),
      lastEventId: this.lastEventId,
    };
  }
}
