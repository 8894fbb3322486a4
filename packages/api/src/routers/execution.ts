import {
  checkProgramInput,
  decideExecutionInput,
  executionEventsInput,
  executionRef,
  listExecutionsInput,
  setRunRetentionInput,
  startExecutionInput,
} from "@patchops/contract";
import {
  cancelExecution,
  checkProgram,
  decideExecution,
  executionEvents,
  getExecution,
  getRunRetention,
  listExecutions,
  replayExecution,
  setRunRetention,
  startExecution,
} from "@patchops/services";
import { tracked } from "@trpc/server";
import { procedure, router } from "../trpc.ts";
import { whileCurrent } from "../while-current.ts";

export const executionRouter = router({
  start: procedure.input(startExecutionInput).mutation(async ({ ctx, input }) => {
    const { executionId } = await startExecution(ctx.context, input);
    return { executionId };
  }),
  /** What the compiler says before a run. A program does not fit into an address, so it is no query. */
  check: procedure
    .input(checkProgramInput)
    .mutation(({ ctx, input, signal }) => checkProgram(ctx.context, input, signal)),
  get: procedure.input(executionRef).query(({ ctx, input }) => getExecution(ctx.context, input)),
  list: procedure
    .input(listExecutionsInput.optional())
    .query(({ ctx, input }) => listExecutions(ctx.context, input ?? {})),
  /** About a run that `needs_decision`. */
  decide: procedure
    .input(decideExecutionInput)
    .mutation(({ ctx, input }) => decideExecution(ctx.context, input)),
  /** Against the log of the run: no call goes out. */
  replay: procedure.input(executionRef).mutation(({ ctx, input }) => replayExecution(ctx.context, input)),
  /** How long runs are kept. */
  retention: procedure.query(({ ctx }) => getRunRetention(ctx.context)),
  setRetention: procedure
    .input(setRunRetentionInput)
    .mutation(({ ctx, input }) => setRunRetention(ctx.context, input)),
  cancel: procedure.input(executionRef).mutation(({ ctx, input }) => cancelExecution(ctx.context, input)),
  /** Logs, calls and states in order; a stream that broke goes on after the last sequence it delivered. */
  events: procedure.input(executionEventsInput).subscription(async function* ({ ctx, input, signal }) {
    const events = whileCurrent(ctx, signal, (standing) => executionEvents(ctx.context, input, standing));
    for await (const event of events) yield tracked(String(event.sequence), event);
  }),
});
