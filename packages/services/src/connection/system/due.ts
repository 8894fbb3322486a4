import { sql } from "kysely";
import type { Services } from "../../context.ts";

export interface DueConnection {
  organizationId: string;
  id: string;
  createdBy: string;
}

/**
 * Connections whose state may have changed: unreachable ones at their next attempt, the others when nobody has asked for
 * `idleMs`. Claims them by moving `nextAttemptAt`, so that two nodes do not ask twice.
 */
export async function claimDueConnections(
  services: Services,
  options: { idleMs: number; limit: number },
): Promise<DueConnection[]> {
  const { rows } = await sql<DueConnection>`
    update connections set next_attempt_at = now() + interval '15 seconds'
    where (organization_id, id) in (
      select organization_id, id from connections
      where status not in ('paused', 'connecting', 'blocked')
        and transport <> 'demo'
        and coalesce(next_attempt_at, status_at + ${options.idleMs} * interval '1 millisecond') <= now()
      order by next_attempt_at nulls last
      limit ${options.limit}
      for update skip locked
    )
    returning organization_id as "organizationId", id, created_by as "createdBy"
  `.execute(services.database.system);
  return rows;
}
