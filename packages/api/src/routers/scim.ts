import { createScimTokenInput, scimTokenRef, setScimGroupRoleInput } from "@patchops/contract";
import { createScimToken, getScim, revokeScimToken, setScimGroupRole } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** How the organization's directory provisions its people; what the directory itself asks for is HTTP (RFC 7644). */
export const scimRouter = router({
  get: procedure.query(({ ctx }) => getScim(ctx.context)),
  createToken: procedure
    .input(createScimTokenInput)
    .mutation(({ ctx, input }) => createScimToken(ctx.context, input)),
  revokeToken: procedure
    .input(scimTokenRef)
    .mutation(({ ctx, input }) => revokeScimToken(ctx.context, input)),
  setGroupRole: procedure
    .input(setScimGroupRoleInput)
    .mutation(({ ctx, input }) => setScimGroupRole(ctx.context, input)),
});
