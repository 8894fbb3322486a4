import { StringDecoder } from "node:string_decoder";

/** A line that is longer than allowed: its ends say which message it was. */
export interface CutLine {
  start: string;
  end: string;
}

const keptLength = 256;

/**
 * Bytes to lines. Of one that is longer than allowed only both ends are kept; null as soon as one is longer than
 * `longestLength`, after which nothing sensible will come.
 */
export function createLineSplitter(
  maxLength: number,
  longestLength: number,
): (chunk: Buffer) => (string | CutLine)[] | null {
  const decoder = new StringDecoder("utf8");
  let pieces: string[] = [];
  let length = 0;
  let cut: CutLine | undefined;

  function add(text: string): void {
    length += text.length;
    if (cut) {
      cut.end = (cut.end + text).slice(-keptLength);
      return;
    }
    if (text !== "") pieces.push(text);
    if (length <= maxLength) return;
    const last = pieces.at(-1) ?? "";
    const before = last.length < keptLength ? (pieces.at(-2) ?? "") : "";
    cut = { start: (pieces[0] ?? "").slice(0, keptLength), end: (before + last).slice(-keptLength) };
    pieces = [];
  }

  function take(): string | CutLine {
    const line = cut ?? (pieces.length === 1 ? (pieces[0] ?? "") : pieces.join(""));
    pieces = [];
    length = 0;
    cut = undefined;
    return line;
  }

  return (chunk) => {
    const parts = decoder.write(chunk).split("\n");
    const rest = parts.pop() ?? "";
    const lines = parts.map((part) => {
      add(part);
      return take();
    });
    add(rest);
    return length > longestLength ? null : lines;
  };
}
