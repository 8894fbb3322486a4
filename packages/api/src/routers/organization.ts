import { renameOrganizationInput } from "@patchops/contract";
import { renameOrganization } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

export const organizationRouter = router({
  rename: procedure
    .input(renameOrganizationInput)
    .mutation(({ ctx, input }) => renameOrganization(ctx.context, input)),
});
