import { AppError, maxUsageThresholds, type UsageThreshold } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { changeThresholds, readThresholds, storedThreshold } from "./thresholds.ts";

/**
 * Lets the organization be told of one more amount or share besides 80 % and 100 %; answers all of them. What is reached already is
 * told within minutes. One that is there already stays.
 */
export async function addUsageThreshold(
  context: Context,
  threshold: UsageThreshold,
): Promise<UsageThreshold[]> {
  requireAccess(context, "usage.addThreshold");
  return changeThresholds(context, "usage.add_threshold", async (trx, { organizationId }) => {
    await trx
      .insertInto("usageThresholds")
      .values({ organizationId, ...storedThreshold(threshold) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    if ((await readThresholds(trx, organizationId)).length <= maxUsageThresholds) return;
    throw new AppError("invalid_input", `Use at most ${maxUsageThresholds} thresholds.`, {
      next: "Remove one that nobody needs.",
    });
  });
}
