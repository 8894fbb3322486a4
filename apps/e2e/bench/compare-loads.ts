import { type LoadTarget, load } from "./load.ts";
import { median } from "./median.ts";

export interface Comparison {
  /** Calls in a second, and their share of those made directly. */
  callsPerSecond: number;
  ofDirect: number;
  /** Above the direct call's. */
  addedP50Ms: number;
  p99Ms: number;
  failures: number;
  /** The numbers behind it, for people. */
  note: string;
}

/** Loads each target and the direct one in turns; answers the medians by the targets' names. */
export async function compareLoads(
  direct: LoadTarget,
  targets: Readonly<Record<string, LoadTarget>>,
  options: { callers: number; warmUpMs: number; measureMs: number; rounds: number },
): Promise<Map<string, Comparison>> {
  const { callers, warmUpMs, measureMs, rounds } = options;
  const turns = Object.entries(targets).map(([name, target]) => ({ name, target, loads: [] as Pair[] }));
  await load(direct, callers, warmUpMs);
  for (const { target } of turns) await load(target, callers, warmUpMs);
  for (let round = 0; round < rounds; round += 1) {
    const raw = await load(direct, callers, measureMs);
    if (raw.failures > 0) throw new Error(`${raw.failures} direct calls failed`);
    for (const { target, loads } of turns) loads.push({ raw, own: await load(target, callers, measureMs) });
  }
  return new Map(turns.map(({ name, loads }) => [name, summarize(loads)]));
}

type Loaded = Awaited<ReturnType<typeof load>>;

interface Pair {
  raw: Loaded;
  own: Loaded;
}

function summarize(pairs: readonly Pair[]): Comparison {
  const over = (read: (pair: Pair) => number) => median(pairs.map(read));
  const callsPerSecond = over(({ own }) => own.callsPerSecond);
  const addedP50Ms = over(({ raw, own }) => own.p50Ms - raw.p50Ms);
  const p99Ms = over(({ own }) => own.p99Ms);
  const failures = pairs.reduce((sum, { own }) => sum + own.failures, 0);
  return {
    callsPerSecond,
    ofDirect: over(({ raw, own }) => own.callsPerSecond / raw.callsPerSecond),
    addedP50Ms,
    p99Ms,
    failures,
    note: [
      `${Math.round(callsPerSecond)} of ${Math.round(over(({ raw }) => raw.callsPerSecond))} calls/s`,
      `p50 +${addedP50Ms.toFixed(2)} ms`,
      `p99 ${p99Ms.toFixed(1)} (direct ${over(({ raw }) => raw.p99Ms).toFixed(1)}) ms`,
      ...(failures > 0 ? [`${failures} failed`] : []),
    ].join(", "),
  };
}
