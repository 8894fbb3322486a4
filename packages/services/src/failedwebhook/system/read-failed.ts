import type { FailedWebhook, ListFailedWebhooksInput } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { sql } from "kysely";

interface Row extends Omit<FailedWebhook, "organization" | "host"> {
  organizationId: string | null;
  name: string | null;
  url: string | null;
}

/** A system file: messages of the instance's own and of every organization. */
export async function readFailed(
  { system }: Database,
  { source, limit = 50 }: ListFailedWebhooksInput,
): Promise<FailedWebhook[]> {
  const { rows } = await sql<Row>`
    select w.*, o.name from (
      select 'stripe' as source, id, null::uuid as "organizationId", type as kind, null as url, attempts,
        last_error as error, received_at as "createdAt"
      from stripe_events where processed_at is null and attempts > 0
      union all
      select 'event', d.id::text, d.organization_id, d.kind, e.url, d.attempts, d.error, d.created_at
      from webhook_deliveries as d
      join webhook_endpoints as e on e.organization_id = d.organization_id and e.id = d.endpoint_id
      where d.status = 'failed'
      union all
      select 'run', execution_id::text, organization_id, 'execution.finished', url, attempts, error, created_at
      from run_webhooks where status = 'failed'
    ) as w
    left join organizations as o on o.id = w."organizationId"
    where ${source ?? null}::text is null or source = ${source ?? null}
    order by w."createdAt" desc, w.id
    limit ${limit}
  `.execute(system);
  return rows.map(({ organizationId: id, name, url, ...row }) => ({
    ...row,
    organization: id === null ? null : { id, name: name ?? "" },
    host: url === null ? null : new URL(url).host,
  }));
}
