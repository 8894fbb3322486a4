import { codeSettingsSchema, renameOrganizationInput } from "@patchops/contract";
import { getCodeSettings, renameOrganization, setCodeSettings } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

export const organizationRouter = router({
  rename: procedure
    .input(renameOrganizationInput)
    .mutation(({ ctx, input }) => renameOrganization(ctx.context, input)),
  /** What programs may do besides calling tools. */
  codeSettings: procedure.query(({ ctx }) => getCodeSettings(ctx.context)),
  setCodeSettings: procedure
    .input(codeSettingsSchema)
    .mutation(({ ctx, input }) => setCodeSettings(ctx.context, input)),
});
