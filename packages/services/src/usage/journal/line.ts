import { crc32 } from "node:zlib";
import type { CallEnd, MeterDimensions } from "../meter.ts";

/** What one line of the journal says. `begin` holds all dimensions, the others only what is new. */
export type JournalFact =
  | { type: "begin"; id: string; dimensions: MeterDimensions }
  | { type: "sent"; id: string; lease?: string }
  /** It goes on elsewhere. */
  | { type: "drop"; id: string }
  | { type: "end"; id: string; end: CallEnd; totalMs: number };

/** `<CRC-32 of the JSON, 8 hex digits> <JSON>\n`. */
export function encodeLine(fact: JournalFact): string {
  const json = JSON.stringify(fact);
  return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
}

/** The fact of a line (without its line end), or null for one that was torn or damaged. */
export function decodeLine(line: string): JournalFact | null {
  const json = line.slice(9);
  if (line[8] !== " " || crc32(json) !== Number.parseInt(line.slice(0, 8), 16)) return null;
  // The checksum vouches that this is what `encodeLine` wrote.
  return JSON.parse(json) as JournalFact;
}
