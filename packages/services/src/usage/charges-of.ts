import type { UsageRecord } from "./meter.ts";
import { wholeCpuMs } from "./storable.ts";

/** What a batch comes to on the counters of monthly limits, before a look at what was charged ahead. */
export interface BatchCharges {
  /** Calls by month, meter and the lease that they spent. */
  calls: { organizationId: string; period: string; meter: string; leaseId: string | null; units: number }[];
  /** Runs, each with CPU time reserved under its own id, or none. */
  runs: { organizationId: string; period: string; id: string; cpuMs: number }[];
}

/** A call counts towards the month of its organization, of its key and of its person, whether there is a limit or not yet. */
export function chargesOf(records: readonly UsageRecord[]): BatchCharges {
  const calls = new Map<string, BatchCharges["calls"][number]>();
  const runs: BatchCharges["runs"] = [];
  for (const { organizationId, id, kind, ts, units, leaseId, apiKeyId, userId, cpuMs } of records) {
    const period = `${ts.slice(0, 7)}-01`;
    if (kind === "execution") runs.push({ organizationId, period, id, cpuMs: wholeCpuMs(cpuMs) });
    if (kind !== "call" || units === 0) continue;
    const charge = (meter: string): void => {
      const name = `${organizationId} ${period} ${meter} ${leaseId}`;
      const sum = calls.get(name) ?? { organizationId, period, meter, leaseId, units: 0 };
      calls.set(name, sum);
      sum.units += units;
    };
    charge("calls");
    if (apiKeyId !== null) charge(`key:${apiKeyId}`);
    if (userId !== null) charge(`member:${userId}`);
  }
  return { calls: [...calls.values()], runs };
}
