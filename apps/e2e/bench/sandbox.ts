import type { Row } from "./report.ts";
import { benchCalls } from "./sandbox/bench-calls.ts";
import { benchCompile } from "./sandbox/bench-compile.ts";
import { benchLimits } from "./sandbox/bench-limits.ts";
import { benchMemory } from "./sandbox/bench-memory.ts";
import { benchRuns } from "./sandbox/bench-runs.ts";
import { benchThroughput } from "./sandbox/bench-throughput.ts";

/** Programs of users: how fast they start, call and end, each against its raw limit in the same run. */
export async function benchSandbox(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const bench of [benchRuns, benchCalls, benchThroughput, benchLimits, benchCompile, benchMemory]) {
    rows.push(...(await bench()));
  }
  return rows;
}
