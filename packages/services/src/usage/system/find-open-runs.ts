import { executionErrorSchema, executionStatusSchema } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { sql } from "kysely";
import type { UsageRecord } from "../meter.ts";
import { outcomeOfRun } from "../outcome-of-run.ts";
import { column } from "./column.ts";

/**
 * Of rows of runs that a dead process left open: what they are by now. A run that another node goes on with, or that waits to be gone on
 * with, leaves its row when it ends (null); one that has ended since ended as its execution says; of the others nothing is known
 * (undefined). A system file: a node's journal belongs to many organizations.
 */
export async function findOpenRuns(
  database: Database,
  records: readonly UsageRecord[],
): Promise<Map<string, UsageRecord | null>> {
  const found = new Map<string, UsageRecord | null>();
  if (records.length === 0) return found;
  const byRun = new Map(records.map((record) => [record.executionId, record]));
  const { rows } = await sql<{
    id: string;
    status: string;
    error: unknown;
    cpuMs: number | null;
    isOver: boolean;
    hasLog: boolean;
  }>`
    select e.id, e.status, e.error, e.cpu_ms as "cpuMs", e.finished_at is not null as "isOver",
      exists (
        select from execution_log as l
        where l.organization_id = e.organization_id and l.execution_id = e.id and l.part = 0
      ) as "hasLog"
    from executions as e
    join unnest(
      ${column(
        "uuid",
        records.map((record) => record.organizationId),
      )},
      ${column(
        "uuid",
        records.map((record) => record.executionId),
      )}) as open (organization_id, id) using (organization_id, id)
  `.execute(database.system);
  for (const { id, status, error, cpuMs, isOver, hasLog } of rows) {
    const record = byRun.get(id);
    // Without its log nobody goes on with it, and nobody knows of its row.
    if (record === undefined || (!isOver && !hasLog)) continue;
    if (!isOver) {
      found.set(record.id, null);
      continue;
    }
    const ended = executionStatusSchema.parse(status);
    const { code, message } = executionErrorSchema.safeParse(error).data ?? {};
    found.set(record.id, {
      ...record,
      outcome: outcomeOfRun(ended),
      errorCode: ended === "succeeded" ? null : (code ?? ended),
      errorMessage: message?.slice(0, 1_000) ?? null,
      cpuMs: cpuMs ?? 0,
    });
  }
  return found;
}
