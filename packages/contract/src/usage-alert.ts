import { z } from "zod";
import { usageMeters } from "./vocabulary.ts";

const usageMeterSchema = z.enum(usageMeters);
export type UsageMeter = z.infer<typeof usageMeterSchema>;

export const usageThresholdSchema = z
  .object({
    meter: usageMeterSchema,
    /** Of the plan's limit, or an amount of the month. */
    unit: z.enum(["percent", "amount"]),
    value: z.number().int().min(1).max(1_000_000_000),
  })
  .refine(({ unit, value }) => unit === "amount" || value <= 1_000, "Use at most 1,000 %.");
export type UsageThreshold = z.infer<typeof usageThresholdSchema>;

/** So many of its own an organization has at most. */
export const maxUsageThresholds = 20;

/** How far the month is, where it has reached something that people are told at. */
const usageAlertSchema = z.object({
  /** `calls`, `executions`, `cpu_seconds`, or of a budget `key:<id>` and `member:<id>`. */
  subject: z.string(),
  title: z.string(),
  text: z.string(),
  /** The page of ours where one does something about it. */
  path: z.string(),
  /** Whether something is refused, or goes on as overage. */
  isFull: z.boolean(),
});
export type UsageAlert = z.infer<typeof usageAlertSchema>;

const usageAlertsSchema = z.object({
  /** Besides 80 % and 100 % of the plan and of each budget. */
  thresholds: z.array(usageThresholdSchema),
  reached: z.array(usageAlertSchema),
});
export type UsageAlerts = z.infer<typeof usageAlertsSchema>;

/** What a key or a member has used of a budget this month. */
const budgetUseSchema = z.object({
  kind: z.enum(["key", "member"]),
  id: z.string(),
  name: z.string(),
  used: z.number().int(),
  limit: z.number().int(),
});
export type BudgetUse = z.infer<typeof budgetUseSchema>;

/** What this month comes to at the pace of the last four weeks. */
const usageForecastSchema = z.object({
  /** First day of the month, UTC. */
  period: z.string(),
  resetsAt: z.string(),
  /** Whole days that the pace is known from; 0 = nothing is foretold. */
  days: z.number().int(),
  meters: z.array(
    z.object({
      meter: usageMeterSchema,
      used: z.number().int(),
      limit: z.number().int().nullable(),
      /** At the month's end. */
      expected: z.number().int().nullable(),
      /** Where 8 of 10 ends lie; null from less than 3 days. */
      low: z.number().int().nullable(),
      high: z.number().int().nullable(),
      /** When the limit is reached; null when it lasts, or is reached already. */
      fullAt: z.string().nullable(),
      sureness: z.enum(["low", "fair", "good"]).nullable(),
      /** All of that in a line. */
      text: z.string(),
    }),
  ),
});
export type UsageForecast = z.infer<typeof usageForecastSchema>;
