import { readFileSync } from "node:fs";
import type { CallEnd, MeterDimensions, UsageRecord } from "../meter.ts";
import { decodeLine } from "./line.ts";
import { interruptedRecord, usageRecord } from "./usage-record.ts";

export interface Replay {
  /** Every call that the segments know of; those without an end are `interrupted`. */
  records: UsageRecord[];
  interrupted: number;
  /** Lines that could not be read, or speak of a call whose begin could not, as they stand there; a torn last one aside. */
  damagedLines: Buffer[];
}

interface Known {
  dimensions: MeterDimensions;
  wasSent: boolean;
  leaseId: string | null;
  ended: { end: CallEnd; totalMs: number } | null;
}

/** Reads the segments that an earlier process left, oldest first. */
export function replaySegments(paths: readonly string[]): Replay {
  const calls = new Map<string, Known>();
  const damagedLines: Buffer[] = [];
  for (const path of paths) {
    for (const line of linesOf(readFileSync(path))) {
      if (line.length === 0) continue;
      const fact = decodeLine(line.toString("utf8"));
      const call = fact === null || fact.type === "begin" ? undefined : calls.get(fact.id);
      if (fact?.type === "begin") {
        // A begin that was carried into a later segment is the same call.
        if (!calls.has(fact.id)) {
          calls.set(fact.id, { dimensions: fact.dimensions, wasSent: false, leaseId: null, ended: null });
        }
      } else if (fact?.type === "sent" && call) {
        call.wasSent = true;
        call.leaseId = fact.lease ?? null;
      } else if (fact?.type === "drop" && call) calls.delete(fact.id);
      else if (fact?.type === "end" && call) call.ended ??= fact;
      else damagedLines.push(line);
    }
  }
  let interrupted = 0;
  const records = Array.from(calls, ([id, { dimensions, wasSent, leaseId, ended }]) => {
    if (ended) return usageRecord(id, dimensions, { ...ended, leaseId });
    interrupted += 1;
    return { ...interruptedRecord(id, dimensions, wasSent), leaseId };
  });
  return { records, interrupted, damagedLines };
}

/** The lines without their ends. One without an end was being written when the process died: nobody was told of it yet. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}
