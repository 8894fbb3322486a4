import type { Database } from "@patchops/db";
import { sql } from "kysely";
import { type Claim, type ClaimRow, type Look, toClaim } from "./claim-paused-runs.ts";
import { isWithinShare, mostOf, type NodePlaces } from "./share.ts";

/** Any number: claims follow each other, so that no two nodes count the same places. */
const claimLock = 4_309_017;

/**
 * Takes workflows' runs whose time has come for this node: of all nodes one gets each. Organizations take turns, those that hold fewer
 * places first, and none gets so many that others find none; a workflow gets no more places at once than its settings say, a frozen organization none. A system file: they belong to many organizations.
 */
export async function claimQueuedRuns(database: Database, places: NodePlaces): Promise<Claim> {
  const now = new Date().toISOString();
  // Most looks find nothing, and planning the claim alone takes several times as long.
  const looked = await sql<Look>`
    select min(due_at) filter (where due_at > ${now}::timestamptz) as "nextAt",
      count(*) filter (where due_at <= ${now}::timestamptz) > 0 as "isAny"
    from workflow_runs where state = 'queued' and held_at is null
  `.execute(database.system);
  const [look] = looked.rows;
  if (look?.isAny === false) return { runs: [], nextAt: look.nextAt };
  return database.system.transaction().execute(async (trx) => {
    // It waits for no disk: whatever is stored after it takes it there. Before that nothing has left but calls that may be made again.
    await sql`select pg_advisory_xact_lock(${claimLock}), set_config('synchronous_commit', 'off', true)`.execute(
      trx,
    );
    const { rows } = await sql<ClaimRow>`
      with waiting as (
        select distinct organization_id from workflow_runs
        where state = 'queued' and due_at <= ${now}::timestamptz and held_at is null
          and not exists (
            select from organizations as o where o.id = workflow_runs.organization_id and o.frozen_at is not null)
      ), candidates as (
        select r.*, held.places as held, case when r.concurrency_limit is null then 0 else
            row_number() over (partition by r.organization_id, r.workflow_id, r.concurrency_key order by r.due_at, r.execution_id)
          end as place
        from waiting
        cross join lateral (
          select count(*) as places from workflow_runs as a
          where a.organization_id = waiting.organization_id and a.state = 'active' and a.seen_at > now() - interval '30 seconds'
        ) as held
        cross join lateral (
          select q.organization_id, q.execution_id, q.workflow_id, q.concurrency_key, q.concurrency_limit, q.due_at,
            case when q.concurrency_limit is null then 0 else (
              select count(*) from workflow_runs as a
              where a.organization_id = q.organization_id and a.workflow_id = q.workflow_id
                and a.concurrency_key is not distinct from q.concurrency_key and a.state = 'active'
            ) end as active
          from workflow_runs as q
          where q.organization_id = waiting.organization_id and q.state = 'queued' and q.due_at <= ${now}::timestamptz
            and q.held_at is null
            and (q.concurrency_limit is null or q.concurrency_limit > (
              select count(*) from workflow_runs as a
              where a.organization_id = q.organization_id and a.workflow_id = q.workflow_id
                and a.concurrency_key is not distinct from q.concurrency_key and a.state = 'active'))
          order by q.due_at, q.execution_id
          limit 64
        ) as r
      ), allowed as (
        select organization_id, execution_id, due_at, held,
          row_number() over (partition by organization_id order by due_at, execution_id) as turn
        from candidates where concurrency_limit is null or active + place <= concurrency_limit
      ), picked as (
        select organization_id, execution_id from allowed
        where ${isWithinShare(places, { organizationId: "organization_id", turn: "turn" })}
        order by held + turn, due_at, execution_id
        limit ${mostOf(places)}
      ), due as (
        select e.organization_id, e.id, e.paused_at
        from executions as e join picked on picked.organization_id = e.organization_id and picked.execution_id = e.id
        where e.paused_at is not null
        for update of e skip locked
      ), owned as (
        update workflow_runs as r set state = 'active', node_id = ${places.nodeId}, seen_at = now()
        from due where r.organization_id = due.organization_id and r.execution_id = due.id
      ), claimed as (
        update executions as e set paused_at = null, resume_at = ${now}::timestamptz
        from due where e.organization_id = due.organization_id and e.id = due.id
        returning e.organization_id as "organizationId", e.id as "executionId", due.paused_at as "pausedAt"
      )
      select claimed.*, next.at as "nextAt"
      from (
        select min(due_at) as at from workflow_runs
        where state = 'queued' and due_at > ${now}::timestamptz and held_at is null
      ) as next
      left join claimed on true
    `.execute(trx);
    return toClaim(rows);
  });
}
