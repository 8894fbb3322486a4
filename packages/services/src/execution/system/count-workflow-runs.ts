import { everyRunState, type WorkflowRunCount } from "@patchops/contract";
import { sql } from "kysely";
import type { Services } from "../../context.ts";

/** Workflows' runs on all nodes, by where they are; each state once. A system file: they belong to many organizations. */
export async function countWorkflowRuns({
  database,
}: Pick<Services, "database">): Promise<WorkflowRunCount[]> {
  const { rows } = await sql<WorkflowRunCount>`
    with runs as (
      select case when held_at is not null then 'waiting' when due_at <= now() then 'queued' else 'sleeping' end as state,
        coalesce(held_at, due_at) as since
      from workflow_runs where state = 'queued'
      union all
      select case
          when e.status = 'needs_decision' then 'waiting'
          when e.paused_at is null then 'running'
          when r.held_at is not null or e.status like 'awaiting%' then 'waiting'
          else 'sleeping'
        end,
        coalesce(e.paused_at, e.started_at, e.created_at)
      from workflow_runs as r join executions as e on e.organization_id = r.organization_id and e.id = r.execution_id
      where r.state = 'active'
      union all
      select 'dead', created_at from workflow_runs where is_dead
    )
    select state, count(*)::int as count, min(least(since, now())) as "oldestAt" from runs group by state
  `.execute(database.system);
  return everyRunState(rows);
}
