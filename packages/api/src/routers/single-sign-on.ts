import { domainInput, setSingleSignOnInput, startSingleSignOnInput } from "@patchops/contract";
import {
  addDomain,
  getSingleSignOn,
  removeDomain,
  removeSingleSignOn,
  setSingleSignOn,
  startSingleSignOn,
  verifyDomain,
} from "@patchops/services";
import { procedure, publicProcedure, router } from "../trpc.ts";

/** Login by the organization's own OpenID provider. */
export const singleSignOnRouter = router({
  get: procedure.query(({ ctx }) => getSingleSignOn(ctx.context)),
  set: procedure
    .input(setSingleSignOnInput)
    .mutation(({ ctx, input }) => setSingleSignOn(ctx.context, input)),
  remove: procedure.mutation(({ ctx }) => removeSingleSignOn(ctx.context)),
  addDomain: procedure.input(domainInput).mutation(({ ctx, input }) => addDomain(ctx.context, input)),
  verifyDomain: procedure.input(domainInput).mutation(({ ctx, input }) => verifyDomain(ctx.context, input)),
  removeDomain: procedure.input(domainInput).mutation(({ ctx, input }) => removeDomain(ctx.context, input)),
  /** Begins a login; the answer is where the browser goes. */
  start: publicProcedure.input(startSingleSignOnInput).mutation(async ({ ctx, input }) => {
    const { url, cookie } = await startSingleSignOn(ctx.visit, input, ctx.cookieHeader);
    ctx.resHeaders.append("set-cookie", cookie);
    return { url };
  }),
});
