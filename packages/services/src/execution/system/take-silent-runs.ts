import type { Database } from "@patchops/db";
import { sql } from "kysely";

/** A node says every 2 s that it works on its runs. */
const silentSeconds = 20;

/** Takes workflows' runs away from nodes that have fallen silent, so that they are recovered. A system file: they belong to many organizations. */
export async function takeSilentRuns(
  database: Database,
): Promise<{ organizationId: string; executionId: string }[]> {
  const { rows } = await sql<{ organizationId: string; executionId: string }>`
    update workflow_runs as r set node_id = null, seen_at = now()
    from executions as e
    where r.state = 'active' and r.seen_at < now() - ${silentSeconds} * interval '1 second'
      and e.organization_id = r.organization_id and e.id = r.execution_id
      and e.paused_at is null and e.finished_at is null and e.status <> 'needs_decision'
    returning r.organization_id as "organizationId", r.execution_id as "executionId"
  `.execute(database.system);
  return rows;
}
