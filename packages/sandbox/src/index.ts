export { createSandbox } from "./create-sandbox.ts";
export { type AnswerPath, encodeAnswer } from "./encode-answer.ts";
export type { Limits } from "./limits.ts";
export type { Isolation } from "./pool/plan-process.ts";
export type { LogLevel, RunEvent } from "./run-event.ts";
export type { LogEntry } from "./run-log.ts";
export type { Hold, ReplayRequest, RunRequest, ToolInvocation } from "./run-request.ts";
export type { RunError, RunResult, RunStatus, RunUsage } from "./run-result.ts";
export type { Sandbox, SandboxOptions, SandboxStats } from "./sandbox.ts";
