import type { Actor } from "../context.ts";
import type { MonthlyLimit } from "./allowance.ts";

const none: readonly MonthlyLimit[] = [];

/** What bounds the calls of this actor beside the plan: the budget of the key, and that of the person whatever they use. */
export function budgetsOf(
  { budgets }: { budgets: ReadonlyMap<string, MonthlyLimit> },
  { apiKeyId, userId }: Actor,
): readonly MonthlyLimit[] {
  if (budgets.size === 0) return none;
  const own = [
    apiKeyId === null ? undefined : budgets.get(`key:${apiKeyId}`),
    budgets.get(`member:${userId}`),
  ];
  return own.filter((budget) => budget !== undefined);
}
