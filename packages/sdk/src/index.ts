export type { Fetch } from "./checked-fetch.ts";
export { type CallOptions, type Client, type ClientOptions, createClient } from "./create-client.ts";
export type { EventsOptions, ExecuteOptions, Executions, Program, Run } from "./execute.ts";
export { PatchOpsError, type PatchOpsErrorCode, type PatchOpsErrorOptions } from "./patch-ops-error.ts";
export { readErrorBody } from "./read-error-body.ts";
export type {
  Mutation,
  Query,
  RequestOptions,
  Routers,
  Subscribable,
  Subscriber,
  Subscription,
} from "./routers.ts";
export type { RunWorkflowOptions, StartedWorkflow, Workflows } from "./workflows.ts";
