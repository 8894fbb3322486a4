import { createProfileInput, profileRef, updateProfileInput } from "@patchops/contract";
import { createProfile, getProfile, listProfiles, removeProfile, updateProfile } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

export const profileRouter = router({
  create: procedure.input(createProfileInput).mutation(({ ctx, input }) => createProfile(ctx.context, input)),
  list: procedure.query(({ ctx }) => listProfiles(ctx.context)),
  get: procedure.input(profileRef).query(({ ctx, input }) => getProfile(ctx.context, input)),
  update: procedure.input(updateProfileInput).mutation(({ ctx, input }) => updateProfile(ctx.context, input)),
  remove: procedure.input(profileRef).mutation(({ ctx, input }) => removeProfile(ctx.context, input)),
});
