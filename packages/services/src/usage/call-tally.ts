import type { UsageRecord } from "./meter.ts";

/** Upper bounds of the buckets, in seconds; the last bucket holds what took longer. */
export const tallyBoundsSeconds = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
] as const;

type Tallied = Pick<UsageRecord, "kind" | "via" | "outcome" | "totalMs" | "upstreamMs">;

/** How long calls of one kind, way and outcome took, since the process started. */
export interface CallTimes extends Pick<UsageRecord, "kind" | "via" | "outcome"> {
  whole: Durations;
  /** The upstream's part; runs have none. */
  upstream: Durations;
}

export interface Durations {
  /** In each bucket alone. */
  counts: number[];
  sumSeconds: number;
}

/** Counts the calls of this node as they end: what Prometheus asks for, without a look at the database. */
export interface CallTally {
  add(call: Tallied): void;
  read(): CallTimes[];
}

function none(): Durations {
  return { counts: new Array<number>(tallyBoundsSeconds.length + 1).fill(0), sumSeconds: 0 };
}

function count(durations: Durations, ms: number | null): void {
  if (ms === null) return;
  const seconds = ms / 1_000;
  const place = tallyBoundsSeconds.findIndex((bound) => seconds <= bound);
  const bucket = place === -1 ? tallyBoundsSeconds.length : place;
  durations.counts[bucket] = (durations.counts[bucket] ?? 0) + 1;
  durations.sumSeconds += seconds;
}

export function createCallTally(): CallTally {
  const tallies = new Map<string, CallTimes>();
  return {
    add({ kind, via, outcome, totalMs, upstreamMs }) {
      const key = `${kind} ${via} ${outcome}`;
      let tally = tallies.get(key);
      if (!tally) {
        tally = { kind, via, outcome, whole: none(), upstream: none() };
        tallies.set(key, tally);
      }
      count(tally.whole, totalMs);
      count(tally.upstream, upstreamMs);
    },
    read: () => [...tallies.values()],
  };
}
