import type { Database } from "@patchops/db";
import { sql } from "kysely";
import { noteKept } from "./report.ts";

/** Books are kept for ten years after the year that they are of. */
const yearsKept = 10;

/**
 * Lays the bills of an organization aside as far as the law wants them kept: numbers, amounts and days, without names and lines. The last
 * one is among them: a draft without a number for an hour, whose id says which it becomes. Doing it
 * again notes what became of them meanwhile. A system file.
 */
export async function keepBills(
  database: Database,
  {
    deletionId,
    organizationId,
    subscriptionId,
  }: { deletionId: string; organizationId: string; subscriptionId: string | null },
): Promise<void> {
  const until = (column: string) =>
    sql`date_trunc('year', ${sql.ref(column)}) + make_interval(years => ${yearsKept + 1})`;
  await database.system.transaction().execute(async (trx) => {
    await sql`
      insert into kept_bills
        (customer_id, id, kind, number, status, currency, tax, total, amount_paid, created_at, keep_until)
      select c.customer_id, i.id, 'invoice', i.number, i.status, i.currency, i.tax, i.total, i.amount_paid, i.created_at,
        ${until("i.created_at")}
      from billing_invoices as i join billing_customers as c using (organization_id)
      where i.organization_id = ${organizationId}
      union all
      select c.customer_id, coalesce(b.stripe_id, b.id::text), b.kind, null, b.state, b.currency, 0, b.amount_cents, 0,
        b.created_at, ${until("b.created_at")}
      from billing_credits as b join billing_customers as c using (organization_id)
      where b.organization_id = ${organizationId} and b.stripe_id is not null
      on conflict (customer_id, id) do update set
        number = excluded.number, status = excluded.status, tax = excluded.tax, total = excluded.total,
        amount_paid = excluded.amount_paid
    `.execute(trx);
    const { rows } = await sql<{ count: number; until: string | null }>`
      select count(*)::int as count, max(keep_until) as until from kept_bills
      where customer_id = (select customer_id from billing_customers where organization_id = ${organizationId})
    `.execute(trx);
    const [found] = rows;
    if (subscriptionId !== null) {
      await sql`
        update deletions set report = jsonb_set(report, '{subscription}', to_jsonb(${subscriptionId}::text))
        where id = ${deletionId}
      `.execute(trx);
    }
    if (found === undefined || found.count === 0) return;
    const why = "Tax law keeps bills: their numbers, amounts and days, without a name.";
    await noteKept(trx, deletionId, [{ what: "bills", rows: found.count, why, until: found.until }]);
  });
}
