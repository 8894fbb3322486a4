import { clock } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { readUsageCheck } from "./last-check.ts";
import { recomputeUsage } from "./recompute.ts";

/** Less than a day, so that a nightly run never finds that the one before is too recent. */
const leastMs = 20 * 3_600_000;

/** A worker's job, each night and at each start: an instance that is off at night is looked after as well. */
export async function recomputeUsageWhenDue(services: Services): Promise<void> {
  const last = await services.database.transaction(readUsageCheck);
  if (last !== null && clock.nowMs() - Date.parse(last.checkedAt) < leastMs) return;
  await recomputeUsage(services);
}
