import type { Primordials } from "./primordials.ts";

/** `TextEncoder`, `TextDecoder` (UTF-8), `atob` and `btoa` as in the WHATWG standards. */
export function createTextCodecs(p: Primordials) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const digits = new p.Uint8Array(128);
  for (let index = 0; index < 64; index += 1) digits[p.charCodeAt(alphabet, index)] = index;

  class TextEncoder {
    get encoding(): string {
      return "utf-8";
    }
    encode(input?: unknown): Uint8Array {
      const text = input === undefined ? "" : p.String(input);
      const target = new p.Uint8Array(text.length * 3);
      return p.typedSlice(target, 0, write(text, target).written);
    }
    encodeInto(input: unknown, target: Uint8Array): { read: number; written: number } {
      if (p.typedTag(target) !== "Uint8Array") throw new p.TypeError("The target must be a Uint8Array.");
      return write(p.String(input), target);
    }
  }

  /** As many whole characters as there is room for. */
  function write(text: string, target: Uint8Array): { read: number; written: number } {
    const room = p.Number(p.typedLength(target));
    let size = 0;
    let index = 0;
    for (; index < text.length; index += 1) {
      let code = p.codePointAt(text, index) ?? 0;
      if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
      const length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      if (size + length > room) break;
      if (length === 1) target[size++] = code;
      else if (length === 2) {
        target[size++] = 0xc0 | (code >> 6);
        target[size++] = 0x80 | (code & 63);
      } else if (length === 3) {
        target[size++] = 0xe0 | (code >> 12);
        target[size++] = 0x80 | ((code >> 6) & 63);
        target[size++] = 0x80 | (code & 63);
      } else {
        index += 1;
        target[size++] = 0xf0 | (code >> 18);
        target[size++] = 0x80 | ((code >> 12) & 63);
        target[size++] = 0x80 | ((code >> 6) & 63);
        target[size++] = 0x80 | (code & 63);
      }
    }
    return { read: index, written: size };
  }

  class TextDecoder {
    readonly encoding = "utf-8";
    readonly fatal: boolean;
    readonly ignoreBOM: boolean;
    /** The start of a character whose end is still to come. */
    #rest = new p.Uint8Array(0);
    #hasBegun = false;
    constructor(label: unknown = "utf-8", options?: { fatal?: unknown; ignoreBOM?: unknown }) {
      if (!p.test(/^\s*utf-?8\s*$/i, p.String(label))) throw new p.RangeError("Only utf-8 is supported.");
      this.fatal = options?.fatal === true;
      this.ignoreBOM = options?.ignoreBOM === true;
    }
    decode(input?: ArrayBufferView | ArrayBuffer, options?: { stream?: unknown }): string {
      const isStream = options?.stream === true;
      const bytes = joined(this.#rest, input);
      this.#rest = new p.Uint8Array(0);
      let text = "";
      for (let index = 0; index < bytes.length; ) {
        const first = bytes[index] ?? 0;
        const extra =
          first < 0x80
            ? 0
            : first >= 0xc2 && first < 0xe0
              ? 1
              : first >= 0xe0 && first < 0xf0
                ? 2
                : first >= 0xf0 && first < 0xf5
                  ? 3
                  : -1;
        let code = extra === 0 ? first : extra === 1 ? first & 31 : extra === 2 ? first & 15 : first & 7;
        let taken = 1;
        let isWrong = extra < 0;
        for (; taken <= extra && index + taken < bytes.length; taken += 1) {
          const following = bytes[index + taken] ?? 0;
          // The second byte rules out overlong forms, surrogates and what lies beyond Unicode.
          const lowest = taken > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
          const highest = taken > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
          if (following < lowest || following > highest) {
            isWrong = true;
            break;
          }
          code = (code << 6) | (following & 63);
        }
        if (!isWrong && taken <= extra) {
          if (isStream) {
            this.#rest = p.typedSlice(bytes, index) as Uint8Array<ArrayBuffer>;
            break;
          }
          isWrong = true;
        }
        if (isWrong) {
          if (this.fatal) throw new p.TypeError("The data is not valid utf-8.");
          text += "\ufffd";
        } else if (code !== 0xfeff || this.#hasBegun || this.ignoreBOM) text += p.fromCodePoint(code);
        this.#hasBegun = true;
        index += taken;
      }
      if (!isStream) this.#hasBegun = false;
      return text;
    }
  }

  function joined(rest: Uint8Array, input: ArrayBufferView | ArrayBuffer | undefined): Uint8Array {
    if (input === undefined) return rest;
    const isView = typeof p.typedTag(input) === "string";
    const bytes = isView
      ? new p.Uint8Array(
          p.typedBuffer(input) as ArrayBuffer,
          p.Number(p.typedOffset(input)),
          p.Number(p.typedBytes(input)),
        )
      : new p.Uint8Array(input as ArrayBuffer);
    if (rest.length === 0) return bytes;
    const all = new p.Uint8Array(rest.length + bytes.length);
    for (let index = 0; index < rest.length; index += 1) all[index] = rest[index] ?? 0;
    for (let index = 0; index < bytes.length; index += 1) all[rest.length + index] = bytes[index] ?? 0;
    return all;
  }

  function btoa(input: unknown): string {
    const text = p.String(input);
    const bytes = new p.Uint8Array(text.length);
    for (let index = 0; index < text.length; index += 1) {
      const code = p.charCodeAt(text, index);
      if (code > 255) throw new p.RangeError("btoa takes characters up to U+00FF only.");
      bytes[index] = code;
    }
    return encodeBase64(bytes);
  }

  function encodeBase64(input: ArrayBufferView | ArrayBuffer): string {
    const bytes = joined(new p.Uint8Array(0), input);
    const digit = (value: number) => p.slice(alphabet, value & 63, (value & 63) + 1);
    let result = "";
    for (let index = 0; index < bytes.length; index += 3) {
      const left = bytes.length - index;
      const bits = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
      result +=
        digit(bits >> 18) +
        digit(bits >> 12) +
        (left > 1 ? digit(bits >> 6) : "=") +
        (left > 2 ? digit(bits) : "=");
    }
    return result;
  }

  function decodeBase64(input: string): Uint8Array<ArrayBuffer> {
    const text = p.test(/[\t\n\f\r ]/, input) ? p.replace(input, /[\t\n\f\r ]+/g, "") : input;
    const body = text.length % 4 === 0 ? p.replace(text, /={1,2}$/, "") : text;
    if (body.length % 4 === 1 || p.test(/[^A-Za-z0-9+/]/, body))
      throw new p.RangeError("The text is not base64.");
    const bytes = new p.Uint8Array(p.trunc((body.length * 3) / 4));
    let bits = 0;
    let count = 0;
    let size = 0;
    for (let index = 0; index < body.length; index += 1) {
      bits = ((bits << 6) | (digits[p.charCodeAt(body, index)] ?? 0)) & 0xffffff;
      count += 6;
      if (count < 8) continue;
      count -= 8;
      bytes[size++] = (bits >> count) & 255;
    }
    return bytes;
  }

  function atob(input: unknown): string {
    const bytes = decodeBase64(p.String(input));
    let result = "";
    for (let index = 0; index < bytes.length; index += 1) result += p.fromCharCode(bytes[index] ?? 0);
    return result;
  }

  const globals: Record<string, unknown> = { TextEncoder, TextDecoder, atob, btoa };
  return {
    globals,
    atob,
    encodeBase64,
    decodeBase64,
    decodeUtf8: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
  };
}
