import { errorKey } from "./error-key.ts";
import { emptyHistogram, latencyBucketOf } from "./histogram.ts";
import type { UsageRecord } from "./meter.ts";
import { finite, storable, wholeCpuMs } from "./storable.ts";

/** Counts of one group, and the fields of its key. */
export interface Group {
  key: readonly string[];
  calls: number;
  failures: number;
  executions: number;
  latency: number[];
  connectionSlug: string;
}

/** What a batch adds to each table of totals: groups in the order of their keys, so that nodes write rows in the same order. */
export interface BatchTotals {
  /** (organization, month, meter) and the amount. */
  periods: { key: readonly string[]; used: number }[];
  /** (organization, hour). */
  hours: Group[];
  /** (organization, day, connection, tool). */
  days: Group[];
  /** (organization, day, dimension, key). */
  dayKeys: Group[];
}

/** Stands in keys for no connection. */
export const noConnection = "00000000-0000-0000-0000-000000000000";

/** Adds up a batch, once for all that is kept of it. */
export function totalsOf(records: readonly UsageRecord[]): BatchTotals {
  const periods = new Map<string, { key: readonly string[]; used: number }>();
  const hours = new Map<string, Group>();
  const days = new Map<string, Group>();
  const dayKeys = new Map<string, Group>();

  function charge(record: UsageRecord, meter: string, amount: number): void {
    if (amount <= 0) return;
    const key = [record.organizationId, `${record.ts.slice(0, 7)}-01`, meter];
    const name = key.join(" ");
    const period = periods.get(name) ?? { key, used: 0 };
    periods.set(name, period);
    period.used += amount;
  }

  for (const record of records) {
    const { organizationId, kind, ts } = record;
    const day = ts.slice(0, 10);
    const bucket = record.totalMs === null ? null : latencyBucketOf(finite(record.totalMs));
    const failed = record.outcome === "ok" ? 0 : 1;
    const count = (groups: Map<string, Group>, key: readonly string[]): Group => {
      const name = key.join("\0");
      let group = groups.get(name);
      if (group === undefined) {
        group = { key, calls: 0, failures: 0, executions: 0, latency: emptyHistogram(), connectionSlug: "" };
        groups.set(name, group);
      }
      return group;
    };
    const add = (group: Group): void => {
      group.calls += 1;
      group.failures += failed;
      if (bucket !== null) group.latency[bucket] = (group.latency[bucket] ?? 0) + 1;
    };
    const byKey = (dimension: string, key: string | null) =>
      add(count(dayKeys, [organizationId, day, dimension, storable(key) ?? ""]));

    const hour = () => count(hours, [organizationId, `${ts.slice(0, 13)}:00:00Z`]);
    if (kind === "call") {
      charge(record, "calls", record.units);
      add(hour());
      const { connectionId } = record;
      const isKnown = connectionId !== null;
      const tool = isKnown ? (storable(record.tool) ?? "") : "";
      const total = count(days, [organizationId, day, connectionId ?? noConnection, tool]);
      add(total);
      const slug = isKnown ? (storable(record.connectionSlug) ?? "") : "";
      if (slug > total.connectionSlug) total.connectionSlug = slug;
      byKey("provider", record.providerType);
      byKey("user", record.userId);
      byKey("key", record.apiKeyId);
      byKey("client", record.clientName);
      byKey("via", record.via);
      if (failed === 1) byKey("error", errorKey(record));
    } else {
      byKey("method", record.method);
      if (kind !== "execution") continue;
      charge(record, "executions", record.units);
      charge(record, "cpu_ms", wholeCpuMs(record.cpuMs));
      hour().executions += 1;
    }
  }
  return {
    periods: inOrder(periods),
    hours: inOrder(hours),
    days: inOrder(days),
    dayKeys: inOrder(dayKeys),
  };
}

function inOrder<T>(groups: ReadonlyMap<string, T>): T[] {
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
