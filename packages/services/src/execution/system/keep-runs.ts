import type { Database } from "@patchops/db";
import { sql } from "kysely";

/**
 * Says that this node still works on these workflows' runs. Answers those that another has taken over, after a silence of this one, and
 * those that somebody has paused. A system file: the runs of a node belong to many organizations.
 */
export async function keepRuns(
  database: Database,
  { nodeId, executionIds }: { nodeId: string; executionIds: readonly string[] },
): Promise<{ id: string; isLost: boolean }[]> {
  const { rows } = await sql<{ id: string; isLost: boolean }>`
    with kept as (
      update workflow_runs set seen_at = now()
      where execution_id = any(${executionIds}::uuid[]) and node_id = ${nodeId} and state = 'active'
      returning execution_id
    )
    select r.execution_id as id, r.node_id is distinct from ${nodeId} as "isLost" from workflow_runs as r
    where r.execution_id = any(${executionIds}::uuid[]) and r.state = 'active'
      and (r.node_id is distinct from ${nodeId} or r.held_at is not null)
  `.execute(database.system);
  return rows;
}
