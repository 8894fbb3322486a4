import { allowUpstreamInput, listAuditInput } from "@patchops/contract";
import {
  adminHealth,
  allowUpstream,
  listAllowedUpstreams,
  listAudit,
  removeAllowedUpstream,
} from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** For instance admins. `audit` is what `audit.list` was called before. */
export const adminRouter = router({
  health: procedure.query(({ ctx }) => adminHealth(ctx.context)),
  audit: procedure
    .input(listAuditInput.optional())
    .query(({ ctx, input }) => listAudit(ctx.context, input ?? {})),
  listAllowedUpstreams: procedure.query(({ ctx }) => listAllowedUpstreams(ctx.context)),
  allowUpstream: procedure
    .input(allowUpstreamInput)
    .mutation(({ ctx, input }) => allowUpstream(ctx.context, input)),
  removeAllowedUpstream: procedure
    .input(allowUpstreamInput)
    .mutation(({ ctx, input }) => removeAllowedUpstream(ctx.context, input)),
});
