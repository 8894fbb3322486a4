import type { createTextCodecs } from "./create-text-codecs.ts";
import type { Primordials } from "./primordials.ts";

/**
 * `ContentBlob`: an image, a sound or a file of an answer. It keeps the fields that it came with, so that it is returned or
 * passed on as it is, and hands its bytes out.
 */
export function createBlobs(p: Primordials, codecs: ReturnType<typeof createTextCodecs>) {
  function base64Of(blob: object): string {
    // Of an embedded resource `blob`, of all others `data`.
    const own = p.getOwnPropertyDescriptor(blob, "data") ?? p.getOwnPropertyDescriptor(blob, "blob");
    if (typeof own?.value !== "string") throw new p.TypeError("The object holds no data.");
    return own.value;
  }

  class ContentBlob {
    constructor() {
      throw new p.TypeError("A ContentBlob comes with an answer.");
    }
    get size(): number {
      return codecs.decodeBase64(base64Of(this)).length;
    }
    bytes(): Uint8Array {
      return codecs.decodeBase64(base64Of(this));
    }
    arrayBuffer(): ArrayBuffer {
      return p.typedBuffer(codecs.decodeBase64(base64Of(this))) as ArrayBuffer;
    }
    text(): string {
      return codecs.decodeUtf8(codecs.decodeBase64(base64Of(this)));
    }
  }

  function at(value: unknown, path: readonly (string | number)[]): unknown {
    let found = value;
    for (let index = 0; index < path.length && typeof found === "object" && found !== null; index += 1) {
      found = p.getOwnPropertyDescriptor(found, path[index] ?? "")?.value;
    }
    return found;
  }

  /** Reads an answer's text, see `encodeAnswer`. */
  function decode(text: string): unknown {
    if (p.slice(text, 0, 1) !== "b") return p.parse(text);
    const end = p.indexOf(text, "\n");
    const paths: (string | number)[][] = p.parse(p.slice(text, 1, end));
    const value: unknown = p.parse(p.slice(text, end + 1));
    for (let index = 0; index < paths.length; index += 1) {
      const blob = at(value, paths[index] ?? []);
      if (typeof blob === "object" && blob !== null) p.setPrototypeOf(blob, ContentBlob.prototype);
    }
    return value;
  }

  const globals: Record<string, unknown> = { ContentBlob };
  return { globals, decode };
}
