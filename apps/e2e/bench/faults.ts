import { benchBigResult } from "./faults/bench-big-result.ts";
import { benchBreaker } from "./faults/bench-breaker.ts";
import { benchHanging } from "./faults/bench-hanging.ts";
import type { Row } from "./report.ts";

/** Upstreams that hang, never answer or answer too much: what of it their neighbors, their callers and the process notice. */
export async function benchFaults(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const bench of [benchHanging, benchBreaker, benchBigResult]) rows.push(...(await bench()));
  return rows;
}
