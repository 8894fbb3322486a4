import type { UsageRecord } from "./meter.ts";
import { wholeCpuMs } from "./storable.ts";

/** Units of one counter, and the lease that may have charged them ahead. */
interface Charge {
  organizationId: string;
  period: string;
  meter: string;
  leaseId: string | null;
  units: number;
}

/** What a batch comes to on the counters of monthly limits, before a look at what was charged ahead. */
export interface BatchCharges {
  charges: Charge[];
  /** Ids of runs: under them CPU time is reserved, or none. */
  runIds: string[];
}

/** A call counts towards the month of its organization, of its key and of its person, whether there is a limit or not yet. */
export function chargesOf(records: readonly UsageRecord[]): BatchCharges {
  const charges: Charge[] = [];
  const runIds: string[] = [];
  // By lease, month and organization first: of a thousand calls these are a few.
  const groups = new Map<string, Map<string, Charge>>();
  for (const { organizationId, id, kind, ts, units, leaseId, apiKeyId, userId, cpuMs } of records) {
    if (kind === "execution") runIds.push(id);
    else if (kind !== "call" || units === 0) continue;
    const month = ts.slice(0, 7);
    const ofGroup = kind === "call" ? leaseId : null;
    const name = `${organizationId} ${month} ${ofGroup}`;
    const group = groups.get(name) ?? new Map<string, Charge>();
    groups.set(name, group);
    const charge = (prefix: string, owner: string, amount: number): void => {
      let sum = group.get(owner);
      if (sum === undefined) {
        sum = {
          organizationId,
          period: `${month}-01`,
          meter: `${prefix}${owner}`,
          leaseId: ofGroup,
          units: 0,
        };
        group.set(owner, sum);
        charges.push(sum);
      }
      sum.units += amount;
    };
    if (kind === "execution") {
      charge("", "cpu_ms", wholeCpuMs(cpuMs));
      continue;
    }
    charge("", "calls", units);
    if (apiKeyId !== null) charge("key:", apiKeyId, units);
    if (userId !== null) charge("member:", userId, units);
  }
  return { charges, runIds };
}
