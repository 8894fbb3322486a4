import { memberRef, removeMemberInput, setMemberRoleInput } from "@patchops/contract";
import { listMembers, memberHoldings, removeMember, setMemberRole } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** The people of the asker's organization. */
export const memberRouter = router({
  list: procedure.query(({ ctx }) => listMembers(ctx.context)),
  /** What a removal would end, and what would pass on. */
  holdings: procedure.input(memberRef).query(({ ctx, input }) => memberHoldings(ctx.context, input)),
  setRole: procedure
    .input(setMemberRoleInput)
    .mutation(({ ctx, input }) => setMemberRole(ctx.context, input)),
  remove: procedure.input(removeMemberInput).mutation(({ ctx, input }) => removeMember(ctx.context, input)),
});
