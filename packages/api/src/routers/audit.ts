import { auditScopeInput, listAuditInput } from "@patchops/contract";
import { auditState, listAudit, verifyAuditNow } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** What was done, for an organization's owners and admins; on the whole instance for its admins. */
export const auditRouter = router({
  list: procedure.input(listAuditInput).query(({ ctx, input }) => listAudit(ctx.context, input)),
  state: procedure.input(auditScopeInput).query(({ ctx, input }) => auditState(ctx.context, input)),
  verify: procedure.input(auditScopeInput).mutation(({ ctx, input }) => verifyAuditNow(ctx.context, input)),
});
