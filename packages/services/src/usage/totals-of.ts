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

type Grouped<T> = Map<string, Map<string, T>>;

/** Adds up a batch, once for all that is kept of it. Groups are found by their parts: whole keys of each event would cost more than the rest. */
export function totalsOf(records: readonly UsageRecord[]): BatchTotals {
  const periods: BatchTotals["periods"] = [];
  const hours: Group[] = [];
  const days: Group[] = [];
  const dayKeys: Group[] = [];
  const periodsOf = new Map<string, Map<string, { key: readonly string[]; used: number }>>();
  const hoursOf: Grouped<Group> = new Map();
  const daysOf = new Map<string, Grouped<Group>>();
  const dayKeysOf = new Map<string, Grouped<Group>>();

  for (const record of records) {
    const { organizationId, kind, ts } = record;
    const day = ts.slice(0, 10);
    const ofDay = `${organizationId} ${day}`;
    const bucket = record.totalMs === null ? null : latencyBucketOf(finite(record.totalMs));
    const failed = record.outcome === "ok" ? 0 : 1;
    const charge = (meter: string, amount: number): void => {
      if (amount <= 0) return;
      const month = ts.slice(0, 7);
      const ofMonth = inside(periodsOf, `${organizationId} ${month}`);
      let period = ofMonth.get(meter);
      if (period === undefined) {
        period = { key: [organizationId, `${month}-01`, meter], used: 0 };
        ofMonth.set(meter, period);
        periods.push(period);
      }
      period.used += amount;
    };
    const add = (group: Group): void => {
      group.calls += 1;
      group.failures += failed;
      if (bucket !== null) group.latency[bucket] = (group.latency[bucket] ?? 0) + 1;
    };
    const byKey = (dimension: string, key: string | null): void => {
      const name = storable(key) ?? "";
      const ofDimension = inside(inside(dayKeysOf, ofDay), dimension);
      add(ofDimension.get(name) ?? begin(ofDimension, name, dayKeys, [organizationId, day, dimension, name]));
    };
    const hour = (): Group => {
      const name = ts.slice(0, 13);
      const ofOrganization = inside(hoursOf, organizationId);
      return (
        ofOrganization.get(name) ?? begin(ofOrganization, name, hours, [organizationId, `${name}:00:00Z`])
      );
    };
    if (kind === "call") {
      charge("calls", record.units);
      add(hour());
      const { connectionId } = record;
      const isKnown = connectionId !== null;
      const tool = isKnown ? (storable(record.tool) ?? "") : "";
      const connection = connectionId ?? noConnection;
      const ofConnection = inside(inside(daysOf, ofDay), connection);
      const total =
        ofConnection.get(tool) ?? begin(ofConnection, tool, days, [organizationId, day, connection, tool]);
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
      charge("executions", record.units);
      charge("cpu_ms", wholeCpuMs(record.cpuMs));
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

/** The map that `key` leads to; a new one if there is none. */
function inside<T>(maps: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const found = maps.get(key);
  if (found !== undefined) return found;
  const added = new Map<string, T>();
  maps.set(key, added);
  return added;
}

function begin(groups: Map<string, Group>, name: string, all: Group[], key: readonly string[]): Group {
  const group = { key, calls: 0, failures: 0, executions: 0, latency: emptyHistogram(), connectionSlug: "" };
  groups.set(name, group);
  all.push(group);
  return group;
}

function inOrder<T extends { key: readonly string[] }>(groups: readonly T[]): T[] {
  const named = groups.map((group) => ({ name: group.key.join("\0"), group }));
  return named.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ group }) => group);
}
