import { clock } from "@patchops/contract";
import { sql } from "kysely";
import type { Services } from "../../context.ts";
import { planOf } from "../../plan-of.ts";
import { planTerms } from "../../plan-terms.ts";
import { notify } from "../notify.ts";

const steps = [100, 80] as const;

/**
 * A worker's job: tells organizations once a month each that most of their calls are used, and that all are. A system file: it goes
 * over all organizations.
 */
export async function tellOfQuotas(services: Services): Promise<void> {
  const { database } = services;
  const period = `${new Date(clock.nowMs()).toISOString().slice(0, 7)}-01`;
  const rows = await database.system
    .selectFrom("usagePeriods as p")
    .innerJoin("organizations as o", "o.id", "p.organizationId")
    .select(["p.organizationId", "p.used", "o.plan"])
    .select(planTerms("o").as("planTerms"))
    .where("p.period", "=", period)
    .where("p.meter", "=", "calls")
    .execute();
  for (const { organizationId, used, ...organization } of rows) {
    const { callsPerMonth } = planOf(services, organization);
    if (callsPerMonth === null) continue;
    const reached = steps.find((percent) => Number(used) * 100 >= callsPerMonth * percent);
    if (reached === undefined) continue;
    await database.withOrganization(organizationId, async (trx) => {
      const told = await trx
        .insertInto("quotaNotices")
        .values({ organizationId, period, meter: "calls", percent: reached })
        .onConflict((conflict) => conflict.doNothing())
        .returning(sql<number>`percent`.as("percent"))
        .executeTakeFirst();
      if (told === undefined) return;
      await notify(services, trx, {
        ...{ organizationId, kind: "quota", path: "/usage", userIds: [] },
        title:
          reached === 100 ? "This month's calls are used up" : `${reached} % of this month's calls are used`,
        text:
          reached === 100
            ? "Further calls are refused until the month ends, or the plan is changed."
            : "When all are used, further calls are refused until the month ends.",
        data: { meter: "calls", used: Number(used), limit: callsPerMonth, percent: reached, period },
      });
    });
  }
}
