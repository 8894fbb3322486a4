import { memberRef, removeMemberInput, setMemberBudgetInput, setMemberRoleInput } from "@patchops/contract";
import {
  listMembers,
  memberHoldings,
  removeMember,
  setMemberBudget,
  setMemberRole,
} from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** The people of the asker's organization. */
export const memberRouter = router({
  list: procedure.query(({ ctx }) => listMembers(ctx.context)),
  /** What a removal would end, and what would pass on. */
  holdings: procedure.input(memberRef).query(({ ctx, input }) => memberHoldings(ctx.context, input)),
  setRole: procedure
    .input(setMemberRoleInput)
    .mutation(({ ctx, input }) => setMemberRole(ctx.context, input)),
  /** How many calls a month they may make, by whatever key or app. */
  setBudget: procedure
    .input(setMemberBudgetInput)
    .mutation(({ ctx, input }) => setMemberBudget(ctx.context, input)),
  remove: procedure.input(removeMemberInput).mutation(({ ctx, input }) => removeMember(ctx.context, input)),
});
