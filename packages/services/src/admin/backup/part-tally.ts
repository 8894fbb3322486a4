import { createHash, type Hash } from "node:crypto";
import type { BackupParts } from "./manifest.ts";

export interface PartTally {
  add(part: string, bytes: Uint8Array, isRows: boolean): void;
  /** A table without rows is a part as well. */
  open(part: string, isRows: boolean): void;
  parts(): BackupParts;
}

/** Counts and hashes the parts of a backup, the same way when it is written and when it is read. */
export function createPartTally(): PartTally {
  const tallies = new Map<string, { hash: Hash; sizeBytes: number; rows: number | null }>();

  function opened(part: string, isRows: boolean) {
    const known = tallies.get(part);
    if (known) return known;
    const fresh = { hash: createHash("sha256"), sizeBytes: 0, rows: isRows ? 0 : null };
    tallies.set(part, fresh);
    return fresh;
  }

  return {
    open: (part, isRows) => void opened(part, isRows),
    add(part, bytes, isRows) {
      const tally = opened(part, isRows);
      tally.hash.update(bytes);
      tally.sizeBytes += bytes.length;
      if (tally.rows !== null) tally.rows += countLineEnds(bytes);
    },
    parts: () =>
      Object.fromEntries(
        Array.from(tallies, ([part, { hash, sizeBytes, rows }]) => [
          part,
          { sizeBytes, sha256: hash.copy().digest("hex"), ...(rows === null ? {} : { rows }) },
        ]),
      ),
  };
}

/** In Postgres' text format every row ends with a line end, and those in values are escaped. */
function countLineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}
