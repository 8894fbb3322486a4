import type { Database } from "@patchops/db";
import { sql } from "kysely";

export interface RunStarter {
  executionId: string;
  organizationId: string;
  userId: string;
  apiKeyId: string | null;
  oauthGrantId: string | null;
}

interface BarredRun {
  executionId: string;
  isCancelled: boolean;
}

/**
 * Of these runs the ones that are to end: cancelled, or their starter may act no longer (key or app revoked or expired, person suspended
 * or no member any more), or all is frozen. A system file: the runs of a node belong to many organizations.
 */
export async function findBarredRuns(database: Database, runs: readonly RunStarter[]): Promise<BarredRun[]> {
  const { rows } = await sql<BarredRun>`
    select run.execution_id as "executionId", e.cancelled_at is not null as "isCancelled"
    from unnest(${runs.map((run) => run.executionId)}::uuid[], ${runs.map((run) => run.organizationId)}::uuid[],
      ${runs.map((run) => run.userId)}::uuid[], ${runs.map((run) => run.apiKeyId)}::uuid[],
      ${runs.map((run) => run.oauthGrantId)}::uuid[]
    ) as run (execution_id, organization_id, user_id, api_key_id, oauth_grant_id)
    left join executions as e on e.organization_id = run.organization_id and e.id = run.execution_id
    left join users as u on u.id = run.user_id
    left join members as m on m.organization_id = run.organization_id and m.user_id = run.user_id
    left join organizations as o on o.id = run.organization_id
    left join api_keys as k on k.organization_id = run.organization_id and k.id = run.api_key_id
    left join oauth_grants as g on g.organization_id = run.organization_id and g.id = run.oauth_grant_id
    where e.cancelled_at is not null or u.status is distinct from 'active' or m.user_id is null or o.frozen_at is not null
      or (run.api_key_id is not null and (k.id is null or k.revoked_at is not null or k.expires_at <= now()))
      or (run.oauth_grant_id is not null and (g.id is null or g.revoked_at is not null or g.expires_at <= now()))
  `.execute(database.system);
  return rows;
}
