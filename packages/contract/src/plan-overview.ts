import { z } from "zod";
import type { Credit, PlanOverride } from "./customer.ts";
import type { Plan, PlanId } from "./plan.ts";

export const setOverageInput = z.object({
  isOn: z.boolean(),
  /** What calls beyond the month's may cost in a month, in cents; null = any amount. */
  capCents: z.int().min(0, "Use whole cents.").max(100_000_000).nullable(),
});
export type SetOverageInput = z.infer<typeof setOverageInput>;

/** Calls beyond the month's, of a plan that has a price for them. */
export interface Overage {
  /** So many cents for each so many calls. */
  cents: number;
  calls: number;
  isOn: boolean;
  /** Whether it is a part of the plan, which cannot be switched off. */
  isAlwaysOn: boolean;
  capCents: number | null;
  /** How many the cap lets through; null = any number. */
  callsAllowed: number | null;
  /** Those beyond the plan that the next invoice charges so far: not what was charged this month already, before a change of the plan. */
  used: number;
  usedCents: number;
  /** How many more cost nothing. */
  freeCalls: number;
}

/** What an organization has of its plan, and what it used of it this month. */
export interface PlanOverview {
  id: PlanId;
  /** null = the plan as it is now, whatever it becomes. */
  version: number | null;
  /** A payment is missing: these are the limits of Free. */
  isLimited: boolean;
  /** As it holds for this organization. */
  plan: Plan;
  /** Limits that the operator set for it. */
  overrides: PlanOverride[];
  /** Days that records are kept: the least of what the instance, the plan and the organization say. */
  keepDays: { calls: number; runs: number; runLogs: number; payloads: number };
  /** First day of the month, `YYYY-MM-DD`, UTC. */
  period: string;
  resetsAt: string;
  used: { calls: number; executions: number; cpuSeconds: number };
  /** null = this plan has none. */
  overage: Overage | null;
  credits: Credit[];
}

/** A plan beside one's own. */
export interface PlanOffer {
  id: PlanId;
  plan: Plan;
  isCurrent: boolean;
  /** The last 30 days as a month of this plan. */
  last30Days: {
    calls: number;
    executions: number;
    /** Paid by the month, with calls beyond it where the plan has a price for them. */
    cents: number;
    overageCalls: number;
    refusedCalls: number;
    refusedRuns: number;
  };
  /** What there is more of than it allows. */
  over: { of: "connections" | "members"; taken: number; limit: number }[];
}
