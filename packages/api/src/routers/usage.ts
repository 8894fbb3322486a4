import { usageRange, usageReportInput } from "@patchops/contract";
import { quota, summarise, usageReport } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

export const usageRouter = router({
  summary: procedure
    .input(usageRange.optional())
    .query(({ ctx, input }) => summarise(ctx.context, input ?? {})),
  report: procedure
    .input(usageReportInput.optional())
    .query(({ ctx, input }) => usageReport(ctx.context, input ?? {})),
  quota: procedure.query(({ ctx }) => quota(ctx.context)),
});
