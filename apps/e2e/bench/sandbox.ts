import type { Row } from "./report.ts";
import { benchCalls } from "./sandbox/bench-calls.ts";
import { benchCheck } from "./sandbox/bench-check.ts";
import { benchCompile } from "./sandbox/bench-compile.ts";
import { benchLimits } from "./sandbox/bench-limits.ts";
import { benchMemory } from "./sandbox/bench-memory.ts";
import { benchPeers } from "./sandbox/bench-peers.ts";
import { benchRuns } from "./sandbox/bench-runs.ts";
import { benchThroughput } from "./sandbox/bench-throughput.ts";
import { benchVerb } from "./sandbox/bench-verb.ts";

/** Programs of users: how fast they start, call and end, each against its raw limit in the same run. */
export async function benchSandbox({ hasPeers }: { hasPeers: boolean }): Promise<Row[]> {
  const rows: Row[] = [];
  for (const bench of [
    benchRuns,
    benchCalls,
    benchThroughput,
    benchLimits,
    benchCompile,
    benchCheck,
    benchMemory,
  ]) {
    rows.push(...(await bench()));
  }
  rows.push(...(await benchVerb()));
  rows.push(...(await benchPeers({ hasProcesses: hasPeers })));
  return rows;
}
