import { callFilters, usageRange, usageReportInput, usageThresholdSchema } from "@patchops/contract";
import {
  addUsageThreshold,
  getUsageAlerts,
  listBudgets,
  quota,
  removeUsageThreshold,
  summarise,
  usageErrors,
  usageForecast,
  usageMethods,
  usageReport,
} from "@patchops/services";
import { procedure, router } from "../trpc.ts";

export const usageRouter = router({
  summary: procedure
    .input(usageRange.optional())
    .query(({ ctx, input }) => summarise(ctx.context, input ?? {})),
  report: procedure
    .input(usageReportInput.optional())
    .query(({ ctx, input }) => usageReport(ctx.context, input ?? {})),
  errors: procedure
    .input(callFilters.optional())
    .query(({ ctx, input }) => usageErrors(ctx.context, input ?? {})),
  methods: procedure
    .input(callFilters.optional())
    .query(({ ctx, input }) => usageMethods(ctx.context, input ?? {})),
  alerts: procedure.query(({ ctx }) => getUsageAlerts(ctx.context)),
  budgets: procedure.query(({ ctx }) => listBudgets(ctx.context)),
  forecast: procedure.query(({ ctx }) => usageForecast(ctx.context)),
  addThreshold: procedure
    .input(usageThresholdSchema)
    .mutation(({ ctx, input }) => addUsageThreshold(ctx.context, input)),
  removeThreshold: procedure
    .input(usageThresholdSchema)
    .mutation(({ ctx, input }) => removeUsageThreshold(ctx.context, input)),
  quota: procedure.query(({ ctx }) => quota(ctx.context)),
});
