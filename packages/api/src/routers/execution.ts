import {
  createSnippetInput,
  executionEventsInput,
  executionRef,
  idSchema,
  listExecutionsInput,
  startExecutionInput,
} from "@patchops/contract";
import {
  cancelExecution,
  createSnippet,
  executionEvents,
  getExecution,
  getSnippet,
  listExecutions,
  startExecution,
} from "@patchops/services";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { procedure, router } from "../trpc.ts";
import { whileCurrent } from "../while-current.ts";

export const executionRouter = router({
  start: procedure.input(startExecutionInput).mutation(async ({ ctx, input }) => {
    const { executionId } = await startExecution(ctx.context, input);
    return { executionId };
  }),
  get: procedure.input(executionRef).query(({ ctx, input }) => getExecution(ctx.context, input)),
  list: procedure
    .input(listExecutionsInput.optional())
    .query(({ ctx, input }) => listExecutions(ctx.context, input ?? {})),
  cancel: procedure.input(executionRef).mutation(({ ctx, input }) => cancelExecution(ctx.context, input)),
  /** Logs, calls and states in order; a stream that broke goes on after the last sequence it delivered. */
  events: procedure.input(executionEventsInput).subscription(async function* ({ ctx, input, signal }) {
    const events = whileCurrent(ctx, signal, (standing) => executionEvents(ctx.context, input, standing));
    for await (const event of events) yield tracked(String(event.sequence), event);
  }),
});

export const snippetRouter = router({
  create: procedure.input(createSnippetInput).mutation(({ ctx, input }) => createSnippet(ctx.context, input)),
  get: procedure.input(z.object({ id: idSchema })).query(({ ctx, input }) => getSnippet(ctx.context, input)),
});
