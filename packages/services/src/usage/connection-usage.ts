import { clock } from "@patchops/contract";
import type { Context } from "../context.ts";
import { emptyHistogram, quantileMs } from "./histogram.ts";
import { hourMs } from "./range.ts";

export interface ConnectionUsage {
  calls: number;
  failures: number;
  p95Ms: number | null;
  /** Calls in each of the last 24 hours, the running one last. */
  hours: number[];
}

const hourCount = 24;

/** The last 24 hours of each connection that had calls (or of one), by its id. For verbs that have checked their own scope. */
export async function connectionUsage(
  context: Context,
  connectionId: string | null,
): Promise<Map<string, ConnectionUsage>> {
  const { services, actor } = context;
  const { organizationId } = actor;
  const firstHourMs = (Math.floor(clock.nowMs() / hourMs) - hourCount + 1) * hourMs;
  const rows = await services.usage.connectionHours({ organizationId, connectionId, fromMs: firstHourMs });
  const found = new Map<string, { usage: ConnectionUsage; latency: number[] }>();
  for (const { connectionId: id, hour, bucket, calls, failures } of rows) {
    const connection = found.get(id) ?? {
      usage: { calls: 0, failures: 0, p95Ms: null, hours: new Array<number>(hourCount).fill(0) },
      latency: emptyHistogram(),
    };
    found.set(id, connection);
    const { usage, latency } = connection;
    usage.calls += calls;
    usage.failures += failures;
    const place = Math.min(hour, hourCount - 1);
    usage.hours[place] = (usage.hours[place] ?? 0) + calls;
    if (bucket !== null) latency[bucket] = (latency[bucket] ?? 0) + calls;
  }
  return new Map(
    Array.from(found, ([id, { usage, latency }]) => [id, { ...usage, p95Ms: quantileMs(latency, 0.95) }]),
  );
}
