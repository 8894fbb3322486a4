import { setOverageInput } from "@patchops/contract";
import { planOffers, planOverview, setOverage } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** The organization's plan and its limits; what is paid for it stands in `billing`. */
export const planRouter = router({
  current: procedure.query(({ ctx }) => planOverview(ctx.context)),
  offers: procedure.query(({ ctx }) => planOffers(ctx.context)),
  setOverage: procedure.input(setOverageInput).mutation(({ ctx, input }) => setOverage(ctx.context, input)),
});
