import { readFileSync } from "node:fs";
import type { CallEnd, MeterDimensions, UsageRecord } from "../meter.ts";
import { decodeLine } from "./line.ts";
import { interruptedRecord, usageRecord } from "./usage-record.ts";

export interface Replay {
  /** Every call that the segments know of; those without an end are `interrupted`. */
  records: UsageRecord[];
  interrupted: number;
  /** Lines that could not be read, a torn last one aside. */
  corruptLines: number;
}

interface Known {
  dimensions: MeterDimensions;
  wasSent: boolean;
  ended: { end: CallEnd; totalMs: number } | null;
}

/** Reads the segments that an earlier process left, oldest first. */
export function replaySegments(paths: readonly string[]): Replay {
  const calls = new Map<string, Known>();
  let corruptLines = 0;
  for (const path of paths) {
    const lines = readFileSync(path, "utf8").split("\n");
    // Without a line end the last line was being written when the process died: nobody was told of it yet.
    lines.pop();
    for (const line of lines) {
      if (line === "") continue;
      const fact = decodeLine(line);
      const call = fact === null || fact.type === "begin" ? undefined : calls.get(fact.id);
      if (fact?.type === "begin") {
        // A begin that was carried into a later segment is the same call.
        if (!calls.has(fact.id)) {
          calls.set(fact.id, { dimensions: fact.dimensions, wasSent: false, ended: null });
        }
      } else if (fact?.type === "sent" && call) call.wasSent = true;
      else if (fact?.type === "end" && call) call.ended ??= fact;
      else corruptLines += 1;
    }
  }
  let interrupted = 0;
  const records = Array.from(calls, ([id, { dimensions, wasSent, ended }]) => {
    if (ended) return usageRecord(id, dimensions, ended);
    interrupted += 1;
    return interruptedRecord(id, dimensions, wasSent);
  });
  return { records, interrupted, corruptLines };
}
