export { cancelExecution } from "./cancel.ts";
export { interruptRuns } from "./interrupt.ts";
export type { LiveRuns } from "./live-run.ts";
export { executionEvents, getExecution, listExecutions } from "./read.ts";
export { createSnippet, getSnippet } from "./snippet.ts";
export { startExecution } from "./start.ts";
export { reapExecutions } from "./system/reap.ts";
export { watchLiveRuns } from "./watch-live-runs.ts";
