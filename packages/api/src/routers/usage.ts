import { callFilters, usageRange, usageReportInput } from "@patchops/contract";
import { quota, summarise, usageErrors, usageMethods, usageReport } from "@patchops/services";
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
  quota: procedure.query(({ ctx }) => quota(ctx.context)),
});
