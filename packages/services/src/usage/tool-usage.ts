import type { Context } from "../context.ts";
import { bucketCount, quantileMs } from "./histogram.ts";

const days = 30;

/** A tool's last 30 days (UTC), from the day rollups. */
export async function toolUsage(
  context: Context,
  place: { connectionId: string; tool: string },
): Promise<{ calls: number; failures: number; p95Ms: number | null }> {
  const { organizationId } = context.actor;
  const since = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  const rows = await context.services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("usageDays")
      .select(["calls", "failures", "latency"])
      .where("organizationId", "=", organizationId)
      .where("connectionId", "=", place.connectionId)
      .where("tool", "=", place.tool)
      .where("day", ">", since)
      .execute(),
  );
  const latency = Array.from({ length: bucketCount }, (_, bucket) =>
    rows.reduce((sum, row) => sum + (row.latency[bucket] ?? 0), 0),
  );
  return {
    calls: rows.reduce((sum, row) => sum + row.calls, 0),
    failures: rows.reduce((sum, row) => sum + row.failures, 0),
    p95Ms: quantileMs(latency, 0.95),
  };
}
