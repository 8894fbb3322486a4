import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";

export interface Decompressor {
  write(chunk: Buffer): void;
  end(): void;
  destroy(): void;
}

const makers: Record<string, () => ReturnType<typeof createGunzip>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/**
 * Unpacks a body that came compressed although we asked for none. Output arrives in pieces of 16 KiB, so that whoever counts
 * them can stop a bomb early. Null for an encoding that we do not know.
 */
export function openDecompressor(
  encoding: string,
  sink: { data(chunk: Buffer): void; end(): void; error(error: Error): void; pause(): void; resume(): void },
): Decompressor | null {
  const make = makers[encoding.trim().toLowerCase()];
  if (!make) return null;
  const stream = make();
  stream.on("data", sink.data).on("end", sink.end).on("error", sink.error).on("drain", sink.resume);
  return {
    write: (chunk) => {
      if (!stream.write(chunk)) sink.pause();
    },
    end: () => void stream.end(),
    destroy: () => void stream.destroy(),
  };
}
