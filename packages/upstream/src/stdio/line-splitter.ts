import { StringDecoder } from "node:string_decoder";

/** Bytes to lines; null as soon as a line is longer than allowed. */
export function createLineSplitter(maxLength: number): (chunk: Buffer) => string[] | null {
  const decoder = new StringDecoder("utf8");
  let pieces: string[] = [];
  let length = 0;
  return (chunk) => {
    const parts = decoder.write(chunk).split("\n");
    const rest = parts.pop() ?? "";
    const lines: string[] = [];
    for (const part of parts) {
      if (length + part.length > maxLength) return null;
      lines.push(pieces.length === 0 ? part : pieces.join("") + part);
      pieces = [];
      length = 0;
    }
    if (rest !== "") pieces.push(rest);
    length += rest.length;
    return length > maxLength ? null : lines;
  };
}
