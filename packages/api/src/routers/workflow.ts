import {
  deployWorkflowInput,
  dismissWorkflowRunInput,
  listWorkflowRunsInput,
  nextRunsInput,
  pauseWorkflowInput,
  pauseWorkflowRunInput,
  publishWorkflowInput,
  rerunWorkflowInput,
  runWorkflowInput,
  workflowDiffInput,
  workflowRef,
} from "@patchops/contract";
import {
  deployWorkflow,
  diffWorkflow,
  dismissWorkflowRun,
  getWorkflow,
  listWorkflowRuns,
  listWorkflows,
  listWorkflowVersions,
  nextRuns,
  pauseWorkflow,
  pauseWorkflowRun,
  publishWorkflow,
  removeWorkflow,
  rerunWorkflow,
  rotateWorkflowWebhook,
  runWorkflow,
} from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** Programs that run by themselves. Their runs are executions: `execution.get`, `events`, `cancel` and `decide` are theirs as well. */
export const workflowRouter = router({
  list: procedure.query(({ ctx }) => listWorkflows(ctx.context)),
  get: procedure.input(workflowRef).query(({ ctx, input }) => getWorkflow(ctx.context, input)),
  versions: procedure.input(workflowRef).query(({ ctx, input }) => listWorkflowVersions(ctx.context, input)),
  nextRuns: procedure.input(nextRunsInput).query(({ ctx, input }) => nextRuns(ctx.context, input)),
  diff: procedure.input(workflowDiffInput).query(({ ctx, input }) => diffWorkflow(ctx.context, input)),
  deploy: procedure
    .input(deployWorkflowInput)
    .mutation(({ ctx, input }) => deployWorkflow(ctx.context, input)),
  publish: procedure
    .input(publishWorkflowInput)
    .mutation(({ ctx, input }) => publishWorkflow(ctx.context, input)),
  pause: procedure.input(pauseWorkflowInput).mutation(({ ctx, input }) => pauseWorkflow(ctx.context, input)),
  pauseRun: procedure
    .input(pauseWorkflowRunInput)
    .mutation(({ ctx, input }) => pauseWorkflowRun(ctx.context, input)),
  remove: procedure.input(workflowRef).mutation(({ ctx, input }) => removeWorkflow(ctx.context, input)),
  run: procedure.input(runWorkflowInput).mutation(({ ctx, input }) => runWorkflow(ctx.context, input)),
  runs: procedure
    .input(listWorkflowRunsInput.prefault({}))
    .query(({ ctx, input }) => listWorkflowRuns(ctx.context, input)),
  rerun: procedure.input(rerunWorkflowInput).mutation(({ ctx, input }) => rerunWorkflow(ctx.context, input)),
  dismiss: procedure
    .input(dismissWorkflowRunInput)
    .mutation(({ ctx, input }) => dismissWorkflowRun(ctx.context, input)),
  rotateWebhook: procedure
    .input(workflowRef)
    .mutation(({ ctx, input }) => rotateWorkflowWebhook(ctx.context, input)),
});
