import type { Database } from "@patchops/db";
import { sql } from "kysely";
import { isWithinShare, mostOf, type NodePlaces } from "./share.ts";

export interface ClaimedRun {
  organizationId: string;
  executionId: string;
  pausedAt: string;
}

/** What a look at those that wait found. */
export interface Claim {
  runs: ClaimedRun[];
  /** The earliest time at which the next one may go on by itself; null where none has such a time. */
  nextAt: string | null;
}

/** One a run, and one without where there is none. */
export type ClaimRow = (ClaimedRun | Record<keyof ClaimedRun, null>) & Pick<Claim, "nextAt">;

export function toClaim(rows: readonly ClaimRow[]): Claim {
  const runs = rows.flatMap(({ nextAt, ...run }) => (run.executionId === null ? [] : [run]));
  return { runs, nextAt: rows[0]?.nextAt ?? null };
}

/** Whether a claim could find anything. */
export interface Look {
  isAny: boolean;
  /** As a claim answers it. */
  nextAt: string | null;
}

/** A sign-in may have come right before the run was paused, and not have been noticed. */
const noticeSeconds = 5;
/** As many as a node takes at once; others find the rest. */
const mostAtOnce = 8;

/**
 * Takes paused runs for which somebody has answered, or whose wait is over, but in frozen organizations: of all nodes one gets each, and
 * organizations take turns, none with so many places that others find none. A system file: they belong to many.
 */
export async function claimPausedRuns(database: Database, places: NodePlaces): Promise<Claim> {
  const now = new Date().toISOString();
  // Most looks find nothing but what sleeps, and planning the claim alone takes several times as long.
  const looked = await sql<Look>`
    select min(resume_at) filter (where resume_at > ${now}::timestamptz) as "nextAt",
      count(*) filter (
        where status not in ('queued', 'sleeping') or resume_at <= ${now}::timestamptz or cancelled_at is not null
      ) > 0 as "isAny"
    from executions where paused_at is not null
  `.execute(database.system);
  const [look] = looked.rows;
  if (look?.isAny === false) return { runs: [], nextAt: look.nextAt };
  const { rows } = await sql<ClaimRow>`
    with ready as (
      select e.organization_id, e.id, row_number() over (partition by e.organization_id order by e.resume_at, e.id) as turn
      from executions as e
      where e.paused_at is not null and e.status <> 'queued' and not exists (
        select from organizations as o where o.id = e.organization_id and o.frozen_at is not null
      ) and not exists (
        select from workflow_runs as h
        where h.organization_id = e.organization_id and h.execution_id = e.id and (h.held_at is not null or h.state = 'queued')
      ) and (
        e.resume_at <= ${now} or e.cancelled_at is not null
        or exists (
          select from approvals as a
          where a.organization_id = e.organization_id and a.execution_id = e.id
            and a.status <> 'pending' and a.used_at is null and (a.question is not null or a.expires_at > ${now}))
        or exists (
          select from connection_credentials as c
          where c.organization_id = e.organization_id and c.kind = 'oauth' and c.updated_at >= e.paused_at - ${noticeSeconds} * interval '1 second'))
    ), due as (
      select e.organization_id, e.id, e.paused_at
      from executions as e join ready on ready.organization_id = e.organization_id and ready.id = e.id
      where e.paused_at is not null and ${isWithinShare(places, { organizationId: "ready.organization_id", turn: "ready.turn" })}
      order by ready.turn, ready.id
      limit ${Math.min(mostOf(places), mostAtOnce)}
      for update of e skip locked
    ), owned as (
      update workflow_runs as r set node_id = ${places.nodeId}, seen_at = now()
      from due where r.organization_id = due.organization_id and r.execution_id = due.id
    ), claimed as (
      update executions as e set paused_at = null, resume_at = ${now}::timestamptz
      from due where e.organization_id = due.organization_id and e.id = due.id
      returning e.organization_id as "organizationId", e.id as "executionId", due.paused_at as "pausedAt"
    )
    select claimed.*, next.at as "nextAt"
    from (select min(resume_at) as at from executions where paused_at is not null and resume_at > ${now}) as next
    left join claimed on true
  `.execute(database.system);
  return toClaim(rows);
}
