import type { UsageMeter } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { Services } from "../context.ts";
import { planOf } from "../plan-of.ts";
import { planTerms } from "../plan-terms.ts";
import type { Level } from "./level.ts";

interface Scope {
  /** First day of the month, `YYYY-MM-DD`. */
  period: string;
  /** null = of all organizations that the transaction sees. */
  organizationId: string | null;
}

/** What is used this month of plans and of budgets, where anything is. */
export async function readLevels(services: Services, trx: Transaction, scope: Scope): Promise<Level[]> {
  return [...(await planLevels(services, trx, scope)), ...(await budgetLevels(trx, scope))];
}

async function planLevels(
  services: Services,
  trx: Transaction,
  { period, organizationId }: Scope,
): Promise<Level[]> {
  const rows = await trx
    .selectFrom("usagePeriods as p")
    .innerJoin("organizations as o", "o.id", "p.organizationId")
    .select(["p.organizationId", "p.meter", "p.used", "o.plan"])
    .select(planTerms("o").as("planTerms"))
    .where("p.period", "=", period)
    .where("p.used", ">", 0)
    .$if(organizationId !== null, (query) => query.where("p.organizationId", "=", organizationId ?? ""))
    .execute();
  return rows.map(({ organizationId: id, meter, used, ...organization }) => {
    const plan = planOf(services, organization);
    const limits: Record<UsageMeter, number | null> = {
      calls: plan.callsPerMonth,
      executions: plan.executionsPerMonth,
      cpu_seconds: plan.cpuSecondsPerMonth,
    };
    const subject = meter === "cpu_ms" ? "cpu_seconds" : meter;
    return {
      organizationId: id,
      subject,
      used: meter === "cpu_ms" ? Math.floor(used / 1_000) : used,
      limit: limits[subject],
      ...{ name: null, userId: null },
    };
  });
}

/** What is charged to a budget counts: what nodes hold of it is a hundredth of its rest at most. Before a month's first call it is nothing. */
async function budgetLevels(trx: Transaction, { period, organizationId }: Scope): Promise<Level[]> {
  const { rows } = await sql<Level>`
    select b.organization_id, b.kind || ':' || b.id as subject, b.calls_per_month as limit, b.name, b.user_id,
      coalesce(
        (select q.charged from usage_quotas as q
          where q.organization_id = b.organization_id and q.period = ${period} and q.meter = b.kind || ':' || b.id),
        0) as used
    from (
      select organization_id, 'key' as kind, id, name, user_id, calls_per_month from api_keys
      where revoked_at is null and calls_per_month is not null
      union all
      select m.organization_id, 'member', u.id, u.email, u.id, m.calls_per_month
      from members as m join users as u on u.id = m.user_id where m.calls_per_month is not null
    ) as b
    where ${organizationId === null ? sql`true` : sql`b.organization_id = ${organizationId}`}
    order by b.kind, b.name
  `.execute(trx);
  return rows;
}
