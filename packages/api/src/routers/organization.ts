import {
  codeSettingsSchema,
  createOrganizationInput,
  memberRef,
  organizationRef,
  removeOrganizationInput,
  renameOrganizationInput,
  setPayloadSettingsInput,
} from "@patchops/contract";
import {
  createOrganization,
  getCodeSettings,
  getPayloadSettings,
  leaveOrganization,
  listOrganizations,
  organizationRemoval,
  removeOrganization,
  renameOrganization,
  retentionRules,
  setCodeSettings,
  setPayloadSettings,
  switchOrganization,
  transferOrganization,
} from "@patchops/services";
import { procedure, router } from "../trpc.ts";

export const organizationRouter = router({
  /** Those of the asking person. */
  list: procedure.query(({ ctx }) => listOrganizations(ctx.context)),
  create: procedure
    .input(createOrganizationInput)
    .mutation(({ ctx, input }) => createOrganization(ctx.context, input)),
  switch: procedure
    .input(organizationRef)
    .mutation(({ ctx, input }) => switchOrganization(ctx.context, input)),
  leave: procedure.mutation(async ({ ctx }) => {
    const { cookies, switchedTo } = await leaveOrganization(ctx.context);
    for (const cookie of cookies) ctx.resHeaders.append("set-cookie", cookie);
    return { switchedTo };
  }),
  transfer: procedure.input(memberRef).mutation(({ ctx, input }) => transferOrganization(ctx.context, input)),
  /** What deleting it would come to. */
  removal: procedure.query(({ ctx }) => organizationRemoval(ctx.context)),
  /** Deletes the organization when its days of grace are over. */
  remove: procedure
    .input(removeOrganizationInput)
    .mutation(({ ctx, input }) => removeOrganization(ctx.context, input)),
  rename: procedure
    .input(renameOrganizationInput)
    .mutation(({ ctx, input }) => renameOrganization(ctx.context, input)),
  /** How long what is stored is kept, and who decides that. */
  retention: procedure.query(({ ctx }) => retentionRules(ctx.context)),
  /** What is kept of what is said in calls. */
  payloadSettings: procedure.query(({ ctx }) => getPayloadSettings(ctx.context)),
  setPayloadSettings: procedure
    .input(setPayloadSettingsInput)
    .mutation(({ ctx, input }) => setPayloadSettings(ctx.context, input)),
  /** What programs may do besides calling tools. */
  codeSettings: procedure.query(({ ctx }) => getCodeSettings(ctx.context)),
  setCodeSettings: procedure
    .input(codeSettingsSchema)
    .mutation(({ ctx, input }) => setCodeSettings(ctx.context, input)),
});
