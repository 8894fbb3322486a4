export { cancelExecution } from "./cancel.ts";
export { checkProgram } from "./check-program.ts";
export { decideExecution } from "./decide.ts";
export { interruptRuns } from "./interrupt.ts";
export { listExecutions } from "./list.ts";
export type { LiveRuns } from "./live-run.ts";
export { requireOwnExecution } from "./own.ts";
export { executionEvents, getExecution } from "./read.ts";
export { replayExecution } from "./replay.ts";
export { getRunRetention, setRunRetention } from "./retention.ts";
export {
  createSnippet,
  getSnippet,
  listSnippets,
  removeSnippet,
  renameSnippet,
  runSnippet,
  saveSnippet,
} from "./snippet/index.ts";
export { startExecution } from "./start.ts";
export { countWorkflowRuns } from "./system/count-workflow-runs.ts";
export { reapExecutions } from "./system/reap.ts";
export { watchLiveRuns } from "./watch-live-runs.ts";
export { deliverWebhook } from "./webhook/index.ts";
export {
  callWorkflowTool,
  deployWorkflow,
  diffWorkflow,
  dismissWorkflowRun,
  getWorkflow,
  isWorkflowTool,
  listWorkflowRuns,
  listWorkflows,
  listWorkflowVersions,
  nextRuns,
  noteUnreadHook,
  pauseWorkflow,
  pauseWorkflowRun,
  publishWorkflow,
  receiveWorkflowHook,
  removeWorkflow,
  rerunWorkflow,
  rotateWorkflowWebhook,
  runSchedules,
  runWorkflow,
} from "./workflow/index.ts";
