import type { ExaminedStatus } from "@patchops/contract";
import { sql } from "kysely";
import type { Services } from "../../context.ts";

export interface DueConnection {
  organizationId: string;
  id: string;
  /** On whose behalf it is dialled: the owner, unless only somebody else is signed in there. */
  ownerId: string;
  transport: "http" | "stdio";
  status: ExaminedStatus;
}

/**
 * Connections whose state may have changed: unreachable ones at their next attempt, the others when nobody has asked for
 * `idleMs`. A process that nobody uses is let be: of the good stdio connections only the `active` ones, which have something to
 * ask on this node. Claims them by moving `nextAttemptAt`, so that two nodes do not ask twice.
 */
export async function claimDueConnections(
  services: Services,
  options: { idleMs: number; limit: number; active: readonly string[] },
): Promise<DueConnection[]> {
  const { rows } = await sql<DueConnection>`
    update connections set next_attempt_at = now() + interval '15 seconds'
    where (organization_id, id) in (
      select organization_id, id from connections
      where status not in ('paused', 'connecting', 'blocked')
        and transport <> 'demo'
        -- Nobody uses those of an organization that is to be deleted, or that is frozen.
        and not exists (select from closed_memberships as c where c.organization_id = connections.organization_id)
        and not exists (
          select from organizations as o where o.id = connections.organization_id and o.frozen_at is not null)
        and (transport <> 'stdio' or status not in ('ready', 'no_tools') or id = any(${[...options.active]}))
        and coalesce(next_attempt_at, status_at + ${options.idleMs} * interval '1 millisecond') <= now()
      order by next_attempt_at nulls last
      limit ${options.limit}
      for update skip locked
    )
    returning organization_id as "organizationId", id, transport, status, coalesce((
      select k.user_id from connection_credentials k
      where k.organization_id = connections.organization_id and k.connection_id = connections.id
        and k.kind = 'oauth' and k.user_id is not null and k.lost_at is null and connections.accounts = 'personal'
      order by k.user_id = connections.created_by desc, k.created_at desc
      limit 1
    ), created_by) as "ownerId"
  `.execute(services.database.system);
  return rows;
}
