import { newId } from "@patchops/contract";
import type { Services } from "../../../context.ts";
import { storedJson } from "../../../stored-json.ts";
import { readUsageCheck, type UsageCheck, usageCheckFact } from "../last-check.ts";

/** Notes what a check came to for the health page, and tells the instance's admins when something has begun to differ. */
export async function tellOfDifferences({ database }: Services, check: UsageCheck): Promise<void> {
  await database.transaction(async (trx) => {
    const before = await readUsageCheck(trx);
    const value = storedJson(check);
    await trx
      .insertInto("instanceFacts")
      .values({ key: usageCheckFact, value })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
      .execute();
    if (check.differences === 0 || (before?.differences ?? 0) > 0) return;
    const admins = await trx.selectFrom("users").select("id").where("isInstanceAdmin", "=", true).execute();
    if (admins.length === 0) return;
    await trx
      .insertInto("accountNotices")
      .values(
        admins.map(({ id: userId }) => ({
          userId,
          id: newId(),
          title: "Totals of usage differ from what was metered",
          text: `${check.differences} totals do not say what the events say that they were made of. See which: patchops admin recompute`,
          path: "/admin/health",
          readAt: null,
        })),
      )
      .execute();
  });
}
