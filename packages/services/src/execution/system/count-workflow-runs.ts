import { sql } from "kysely";
import type { Services } from "../../context.ts";

export interface WorkflowRunCounts {
  /** Whose time has come and that no node has taken, those among them that wait for a place or for the end of a freeze. */
  queued: number;
  /** Since when the longest of those could have begun; 0 where there is none. */
  oldestQueuedSeconds: number;
  /** That a node works on. */
  active: number;
  /** That wait without a process: for a time, a person or another run. */
  sleeping: number;
}

/** Workflows' runs that have not ended, on all nodes. A system file: they belong to many organizations. */
export async function countWorkflowRuns({
  database,
}: Pick<Services, "database">): Promise<WorkflowRunCounts> {
  const { rows } = await sql<WorkflowRunCounts>`
    with queued as (
      select count(*)::int as queued,
        coalesce(extract(epoch from now() - min(due_at)), 0)::float8 as "oldestQueuedSeconds"
      from workflow_runs where state = 'queued' and due_at <= now() and held_at is null
    ), begun as (
      select count(*) filter (where e.paused_at is null)::int as active,
        count(*) filter (where e.paused_at is not null)::int as sleeping
      from workflow_runs as r join executions as e on e.organization_id = r.organization_id and e.id = r.execution_id
      where r.state = 'active'
    )
    select * from queued, begun
  `.execute(database.system);
  return rows[0] ?? { queued: 0, oldestQueuedSeconds: 0, active: 0, sleeping: 0 };
}
