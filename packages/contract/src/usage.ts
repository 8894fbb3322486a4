import { z } from "zod";
import { callFilters, momentSchema, outcomeSchema } from "./activity.ts";
import { usageDimensions } from "./vocabulary.ts";

export const usageRange = z.object({
  /** Default: the first moment of this month (UTC). */
  from: momentSchema.optional(),
  /** Exclusive. Default: now. */
  to: momentSchema.optional(),
});
export type UsageRange = z.infer<typeof usageRange>;

export const toolUsageSchema = z.object({
  connection: z.string(),
  tool: z.string(),
  calls: z.number().int(),
  failures: z.number().int(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
});

/** The answer of `patchops usage`. */
export const usageSummarySchema = z.object({
  from: z.string(),
  to: z.string(),
  calls: z.number().int(),
  failures: z.number().int(),
  executions: z.number().int(),
  byTool: z.array(toolUsageSchema),
});
export type UsageSummary = z.infer<typeof usageSummarySchema>;

export const usageDimensionSchema = z.enum(usageDimensions);
export type UsageDimension = z.infer<typeof usageDimensionSchema>;

export const usageReportInput = callFilters.extend({
  groupBy: usageDimensionSchema.default("tool"),
  interval: z.enum(["hour", "day"]).optional(),
});
export type UsageReportInput = z.input<typeof usageReportInput>;

const latency = { p50Ms: z.number().nullable(), p95Ms: z.number().nullable(), p99Ms: z.number().nullable() };

const previousRange = { from: z.string(), to: z.string() };

/** All that the usage page draws, from one range and one set of filters. */
export const usageReportSchema = z.object({
  from: z.string(),
  to: z.string(),
  interval: z.enum(["hour", "day"]),
  totals: z.object({
    calls: z.number().int(),
    failures: z.number().int(),
    executions: z.number().int(),
    ...latency,
  }),
  /** The range of the same length before this one, earlier by whole days, by hours where it is shorter than one. */
  previous: z.object({
    ...previousRange,
    calls: z.number().int(),
    failures: z.number().int(),
    executions: z.number().int(),
    ...latency,
  }),
  /** One entry an interval, gaps filled; `groups` holds calls by the breakdown's key (the top 5, else `other`). */
  series: z.array(
    z.object({
      at: z.string(),
      calls: z.number().int(),
      failures: z.number().int(),
      groups: z.record(z.string(), z.number().int()),
      /** Of the same interval in the range before. */
      previousCalls: z.number().int(),
      ...latency,
    }),
  ),
  /** Most calls first; at the end what was called before and is no more. */
  breakdown: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      calls: z.number().int(),
      failures: z.number().int(),
      previousCalls: z.number().int(),
      ...latency,
    }),
  ),
});
export type UsageReport = z.infer<typeof usageReportSchema>;

const counted = { from: z.string(), to: z.string(), previous: z.object(previousRange) };

/** What failed most in a range, by how it failed and at which tool. */
export const usageErrorsSchema = z.object({
  ...counted,
  errors: z.array(
    z.object({
      outcome: outcomeSchema,
      errorCode: z.string().nullable(),
      /** Slug; null where no tool of ours was named. */
      connection: z.string().nullable(),
      /** Original name. */
      tool: z.string().nullable(),
      failures: z.number().int(),
      previousFailures: z.number().int(),
    }),
  ),
});
export type UsageErrors = z.infer<typeof usageErrorsSchema>;

/** All that was metered in a range, by its method: `tools/call`, `resources/read`, `prompts/get`, `completion/complete`, `execution`, `session`. */
export const usageMethodsSchema = z.object({
  ...counted,
  methods: z.array(
    z.object({
      method: z.string(),
      count: z.number().int(),
      failures: z.number().int(),
      previousCount: z.number().int(),
      ...latency,
    }),
  ),
});
export type UsageMethods = z.infer<typeof usageMethodsSchema>;

const meteredSchema = z.object({
  used: z.number().int(),
  /** What the plan includes. */
  limit: z.number().int().nullable(),
  /** Where no more is let through: later than the limit while what is beyond it is paid for; null = nowhere. */
  stopsAt: z.number().int().nullable(),
});

export const quotaSchema = z.object({
  plan: z.string(),
  planName: z.string(),
  period: z.string(),
  resetsAt: z.string(),
  calls: meteredSchema,
  executions: meteredSchema,
  /** CPU time of runs; what is used in whole seconds. */
  cpuSeconds: meteredSchema,
});
export type Quota = z.infer<typeof quotaSchema>;
