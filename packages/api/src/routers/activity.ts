import {
  callRef,
  createSavedViewInput,
  listCallsInput,
  savedViewRef,
  tailCallsInput,
} from "@patchops/contract";
import {
  createSavedView,
  getCall,
  listCalls,
  listSavedViews,
  removeSavedView,
  tailCalls,
} from "@patchops/services";
import { tracked } from "@trpc/server";
import { procedure, router } from "../trpc.ts";
import { whileCurrent } from "../while-current.ts";

export const activityRouter = router({
  list: procedure
    .input(listCallsInput.optional())
    .query(({ ctx, input }) => listCalls(ctx.context, input ?? {})),
  get: procedure.input(callRef).query(({ ctx, input }) => getCall(ctx.context, input)),
  /** New calls as they are stored; a stream that broke goes on after the last one it delivered. */
  tail: procedure.input(tailCallsInput).subscription(async function* ({ ctx, input, signal }) {
    const calls = whileCurrent(ctx, signal, (standing) => tailCalls(ctx.context, input, standing));
    for await (const { id, call } of calls) yield tracked(id, call);
  }),
});

export const savedViewRouter = router({
  list: procedure.query(({ ctx }) => listSavedViews(ctx.context)),
  create: procedure
    .input(createSavedViewInput)
    .mutation(({ ctx, input }) => createSavedView(ctx.context, input)),
  remove: procedure.input(savedViewRef).mutation(({ ctx, input }) => removeSavedView(ctx.context, input)),
});
