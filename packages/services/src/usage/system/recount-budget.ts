import type { Database } from "@patchops/db";
import { sql } from "kysely";
import { chargedBefore } from "./charged-before.ts";

/**
 * Charges a budget what its month has used by now, whatever it was charged before. Leases that still hold units of it give none
 * back to it: what they spent is among the events.
 */
export async function recountBudget(
  { system }: Pick<Database, "system">,
  month: { organizationId: string; period: string },
  meter: string,
): Promise<void> {
  const { organizationId, period } = month;
  await system.transaction().execute(async (trx) => {
    // Leases first and then the counter, in their order, as those do who settle them.
    await sql`
      with held as (
        select id from usage_leases
        where organization_id = ${organizationId} and period = ${period} and ${meter} = any(meters)
        order by id for update
      )
      update usage_leases as l set meters = array_remove(l.meters, ${meter}) from held
      where l.organization_id = ${organizationId} and l.id = held.id
    `.execute(trx);
    await sql`
      insert into usage_quotas (organization_id, period, meter, charged)
      values (${organizationId}, ${period}, ${meter}, ${chargedBefore(month, meter)})
      on conflict (organization_id, period, meter) do update set charged = excluded.charged
    `.execute(trx);
  });
}
