import type { Transaction } from "@patchops/db";

export const usageCheckFact = "usage_check";

/** What the last comparison of totals with their events came to. */
export interface UsageCheck {
  checkedAt: string;
  /** Totals that were wrong, and are unless they were mended. */
  differences: number;
}

/** Null before the first one. */
export async function readUsageCheck(trx: Transaction): Promise<UsageCheck | null> {
  const row = await trx
    .selectFrom("instanceFacts")
    .select("value")
    .where("key", "=", usageCheckFact)
    .executeTakeFirst();
  return (row?.value as UsageCheck | undefined) ?? null;
}
