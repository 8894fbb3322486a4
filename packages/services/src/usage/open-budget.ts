import { clock } from "@patchops/contract";
import type { Services } from "../context.ts";
import { monthOf } from "./month-of.ts";
import { recountBudget } from "./system/recount-budget.ts";

/** Begins to hold a budget where none was held: calls of the month that were made without one count towards it. */
export async function openBudget(
  { database, meter: metering }: Services,
  organizationId: string,
  meter: `key:${string}` | `member:${string}`,
): Promise<void> {
  await metering.flush();
  const { period } = monthOf(clock.nowMs());
  await recountBudget(database, { organizationId, period }, meter);
}
