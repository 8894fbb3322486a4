import { approvalRef, decideApprovalInput, listApprovalsInput } from "@patchops/contract";
import { decideApproval, getApproval, listApprovals, watchApprovals } from "@patchops/services";
import { procedure, router } from "../trpc.ts";
import { whileCurrent } from "../while-current.ts";

export const approvalRouter = router({
  list: procedure
    .input(listApprovalsInput.optional())
    .query(({ ctx, input }) => listApprovals(ctx.context, input ?? {})),
  get: procedure.input(approvalRef).query(({ ctx, input }) => getApproval(ctx.context, input)),
  decide: procedure
    .input(decideApprovalInput)
    .mutation(({ ctx, input }) => decideApproval(ctx.context, input)),
  /** Ids of questions as they are asked and answered. */
  changes: procedure.subscription(async function* ({ ctx, signal }) {
    yield* whileCurrent(ctx, signal, (standing) => watchApprovals(ctx.context, standing));
  }),
});
