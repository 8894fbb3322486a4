import type { Transaction } from "@patchops/db";
import { sql } from "kysely";

export interface OrganizationDaysQuery {
  organizationId: string;
  /** The first day, `YYYY-MM-DD`, UTC. */
  from: string;
}

/** What an organization did on one day. */
export interface OrganizationDay {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  calls: number;
  executions: number;
}

/** Days since the first one, without those on which nothing was done, in their order. */
export async function readOrganizationDays(
  trx: Transaction,
  { organizationId, from }: OrganizationDaysQuery,
): Promise<OrganizationDay[]> {
  const { rows } = await sql<OrganizationDay>`
    select (hour at time zone 'UTC')::date as day, sum(calls)::bigint as calls, sum(executions)::bigint as executions
    from usage_hours
    where organization_id = ${organizationId} and hour >= ${from}::timestamp at time zone 'UTC'
    group by 1 order by 1
  `.execute(trx);
  return rows;
}
