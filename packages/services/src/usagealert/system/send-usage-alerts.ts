import { clock } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { notify } from "../../notification/index.ts";
import { planOf } from "../../plan-of.ts";
import { planTerms } from "../../plan-terms.ts";
import { periodOf } from "../../usage/index.ts";
import { alertOf } from "../alert-of.ts";
import type { Level } from "../level.ts";
import { reachedThreshold, type Threshold } from "../reached-threshold.ts";
import { readLevels } from "../read-levels.ts";
import { type OwnThreshold, readThresholds } from "../thresholds.ts";

interface Reached {
  level: Level;
  threshold: Threshold;
}

/**
 * A worker's job: tells organizations once a month each what of their plan, their budgets and their own thresholds is reached. It
 * looks at this month alone: what is stored late of an earlier one is told to nobody. A system file: it goes over all organizations.
 */
export async function sendUsageAlerts(services: Services): Promise<void> {
  const { database, log } = services;
  const { period, resetsAt } = periodOf(new Date(clock.nowMs()));
  const untold = await database.system.transaction().execute(async (trx) => {
    const levels = await readLevels(services, trx, { period, organizationId: null });
    const own = Map.groupBy(await readThresholds(trx, null), keyOfThreshold);
    const notices = await trx
      .selectFrom("quotaNotices")
      .select(["organizationId", "meter", "percent", "amount"])
      .where("period", "=", period)
      .execute();
    const told = new Set(notices.map(keyOfNotice));
    return levels.flatMap((level): Reached[] => {
      const { organizationId, subject: meter } = level;
      const threshold = reachedThreshold(level, own.get(`${organizationId} ${meter}`) ?? []);
      if (threshold === null) return [];
      const { percent, amount } = threshold;
      return told.has(keyOfNotice({ organizationId, meter, percent, amount })) ? [] : [{ level, threshold }];
    });
  });
  for (const reached of untold) {
    try {
      await tell(services, reached, { period, resetsAt });
    } catch (error) {
      log.warn({ error, organizationId: reached.level.organizationId }, "A usage alert could not be sent");
    }
  }
}

const keyOfThreshold = ({ organizationId, meter }: OwnThreshold) => `${organizationId} ${meter}`;
const keyOfNotice = (notice: { organizationId: string; meter: string } & Threshold) =>
  `${notice.organizationId} ${notice.meter} ${notice.percent} ${notice.amount}`;

async function tell(
  services: Services,
  { level, threshold }: Reached,
  { period, resetsAt }: { period: string; resetsAt: string },
): Promise<void> {
  const { organizationId, subject, used, limit, userId } = level;
  await services.database.withOrganization(organizationId, async (trx) => {
    // Of two nodes that come at once the second finds the first one's row.
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto("quotaNotices")
      .values({ organizationId, period, meter: subject, ...threshold })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows !== 1n || clock.nowMs() >= Date.parse(resetsAt)) return;
    const organization = await trx
      .selectFrom("organizations")
      .select(["plan", planTerms().as("planTerms")])
      .where("id", "=", organizationId)
      .executeTakeFirstOrThrow();
    const plan = planOf(services, organization);
    const { title, text, path } = alertOf(level, threshold, { plan, resetsAt });
    await notify(services, trx, {
      ...{ organizationId, kind: "quota", title, text, path, expiresAt: resetsAt },
      userIds: userId === null ? [] : [userId],
      data: { meter: subject, used, limit, ...threshold, period },
    });
  });
}
