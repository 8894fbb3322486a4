import type { UsageThreshold } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { changeThresholds, storedThreshold } from "./thresholds.ts";

/** Tells nobody of this amount or share any more; answers those that are left. One that is not there changes nothing. */
export async function removeUsageThreshold(
  context: Context,
  threshold: UsageThreshold,
): Promise<UsageThreshold[]> {
  requireAccess(context, "usage.removeThreshold");
  return changeThresholds(context, "usage.remove_threshold", async (trx, { organizationId }) => {
    await trx
      .deleteFrom("usageThresholds")
      .where((eb) => eb.and({ organizationId, ...storedThreshold(threshold) }))
      .execute();
  });
}
