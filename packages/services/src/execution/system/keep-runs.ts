import type { Database } from "@patchops/db";
import { sql } from "kysely";

/**
 * Says that this node still works on these workflows' runs. Answers those that another has taken over, after a silence of this one, also
 * where that one is done with them by now, and those that somebody has paused. A system file: the runs of a node belong to many organizations.
 */
export async function keepRuns(
  database: Database,
  { nodeId, runs }: { nodeId: string; runs: readonly { organizationId: string; executionId: string }[] },
): Promise<{ id: string; isLost: boolean }[]> {
  const organizationIds = runs.map(({ organizationId }) => organizationId);
  const executionIds = runs.map(({ executionId }) => executionId);
  const { rows } = await sql<{ id: string; isLost: boolean }>`
    with mine as (
      select organization_id, execution_id
      from unnest(${organizationIds}::uuid[], ${executionIds}::uuid[]) as m (organization_id, execution_id)
    ), kept as (
      update workflow_runs as r set seen_at = now() from mine
      where r.organization_id = mine.organization_id and r.execution_id = mine.execution_id
        and r.node_id = ${nodeId} and r.state = 'active'
      returning r.execution_id
    )
    select r.execution_id as id, r.node_id is distinct from ${nodeId} as "isLost"
    from workflow_runs as r join mine on mine.organization_id = r.organization_id and mine.execution_id = r.execution_id
    where r.node_id is distinct from ${nodeId} or (r.state = 'active' and r.held_at is not null)
  `.execute(database.system);
  return rows;
}
