import { z } from "zod";
import { executionErrorSchema, executionStatusSchema, runLimitsSchema } from "./execution.ts";
import { idSchema } from "./id.ts";
import { diagnosticSchema } from "./program-check.ts";
import { snippetNamePattern, snippetNameWords, workflowTriggers } from "./vocabulary.ts";

export const workflowNameSchema = z.string().regex(snippetNamePattern, snippetNameWords);

export const workflowTriggerSchema = z.enum(workflowTriggers);
export type WorkflowTrigger = z.infer<typeof workflowTriggerSchema>;

const backoff = {
  /** Before the second attempt; doubled before each further one. */
  backoffMs: z.number().int().min(0).max(86_400_000).default(1_000),
  maxBackoffMs: z.number().int().min(0).max(86_400_000).default(3_600_000),
};

const scheduleSchema = z.strictObject({
  /** Five fields (minute hour day month weekday), or six with seconds before them. */
  cron: z.string().min(1).max(120),
  /** An IANA name. */
  timeZone: z.string().min(1).max(64).default("UTC"),
  /** What becomes of times that passed while nothing ran: `skip` leaves them out, `once` makes one run for all, `all` one for each. */
  missed: z.enum(["skip", "once", "all"]).default("once"),
  /** The run's input. */
  input: z.unknown().optional(),
});
export type WorkflowSchedule = z.infer<typeof scheduleSchema>;

const webhookTriggerSchema = z.strictObject({
  /** `async` answers at once with the run's id, `sync` with its result (30 seconds at most). */
  answer: z.enum(["async", "sync"]).default("async"),
  /** Whether callers sign (Standard Webhooks), or know the address alone. */
  signed: z.boolean().default(true),
  /** Where each field of the input comes from: `body`, `body.order.id`, `query.page`, `headers.x-event`. Without it the body is the input. */
  input: z.record(z.string().max(64), z.string().max(200)).optional(),
  perMinute: z.number().int().min(1).max(6_000).default(60),
});

/** All of a workflow but its program: what stands in the front matter of its file. */
export const workflowConfigSchema = z.strictObject({
  description: z.string().trim().max(500).default(""),
  /** The profile whose tools it may use; null = all tools. */
  profile: z.string().max(64).nullable().default(null),
  limits: runLimitsSchema.partial().default({}),
  schedules: z.array(scheduleSchema).max(10).default([]),
  webhook: webhookTriggerSchema.nullable().default(null),
  /** Whether MCP clients find it among their tools. */
  tool: z.boolean().default(false),
  retries: z
    .strictObject({
      /** Of the whole run: parts of it that were done as a `step` are not done again. */
      run: z.strictObject({ attempts: z.number().int().min(1).max(20).default(1), ...backoff }).prefault({}),
      /** Of each call that failed and may be made again. */
      call: z.strictObject({ attempts: z.number().int().min(1).max(20).default(1), ...backoff }).prefault({}),
    })
    .prefault({}),
  /** Whether calls that were under way at a crash are sent again though their tools do not say that this is harmless. */
  repeatCalls: z.boolean().default(false),
  /** Runs at once: altogether, or by a value of the input (`customer.id`). */
  concurrency: z
    .strictObject({ limit: z.number().int().min(1).max(1_000), key: z.string().max(200).optional() })
    .nullable()
    .default(null),
  onFailure: z
    .strictObject({
      /** Whether whom it runs for is told. */
      notify: z.boolean().default(true),
      /** Told by a signed POST. */
      webhook: z
        .url({ protocol: /^https?$/ })
        .max(2_000)
        .optional(),
      /** After so many failures in a row it pauses; 0 = never. */
      pauseAfter: z.number().int().min(0).max(1_000).default(0),
    })
    .prefault({}),
});
export type WorkflowConfig = z.infer<typeof workflowConfigSchema>;
export type WorkflowConfigInput = z.input<typeof workflowConfigSchema>;

/** Which versions there were when somebody began to change it. */
const seenVersionsSchema = z.object({
  latestVersion: z.number().int().min(0),
  publishedVersion: z.number().int().nullable(),
});
export type SeenVersions = z.infer<typeof seenVersionsSchema>;

export const deployWorkflowInput = z.object({
  name: workflowNameSchema,
  code: z.string().min(1).max(1_000_000),
  config: workflowConfigSchema.prefault({}),
  notes: z.string().trim().max(2_000).default(""),
  /** Whether it is the one that runs from now on, or a draft. */
  publish: z.boolean().default(true),
  /** Says what would change, and changes nothing. */
  dryRun: z.boolean().default(false),
  /** The service account in whose name it runs; null = whoever publishes it. Where it is left out, a service account stays. */
  serviceAccountId: idSchema.nullable().optional(),
  /** Where others are there by now, nothing is changed (`conflict`): what somebody else made meanwhile is not written over unseen. */
  expected: seenVersionsSchema.optional(),
});
export type DeployWorkflowInput = z.input<typeof deployWorkflowInput>;

const person = z.object({ id: idSchema, name: z.string().nullable(), email: z.string() });
const jsonSchema = z.record(z.string(), z.unknown()).nullable();

export const workflowChangeSchema = z.object({
  /** `program`, or a path of its settings. */
  field: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type WorkflowChange = z.infer<typeof workflowChangeSchema>;

export const workflowWebhookSchema = z.object({
  url: z.string(),
  /** `whsec_…`: shown once. */
  secret: z.string(),
});
export type WorkflowWebhook = z.infer<typeof workflowWebhookSchema>;

const pauseAfterPublishing = {
  /** Somebody has paused it, and publishing does not end that: its triggers start nothing until it is resumed. */
  isPaused: z.boolean(),
  /** Why it had paused itself, where publishing has ended that. */
  endedPause: z.string().nullable(),
};

export const deployedWorkflowSchema = z.object({
  id: idSchema.nullable(),
  name: z.string(),
  /** null where nothing has changed, and of a dry run. */
  version: z.number().int().nullable(),
  isPublished: z.boolean(),
  isDryRun: z.boolean(),
  /** What there was before: its versions, and who made the newest, and when; null where there was no such workflow. */
  previous: seenVersionsSchema.extend({ madeBy: person, madeAt: z.string() }).nullable(),
  /** Against the newest version. */
  changes: z.array(workflowChangeSchema),
  /** What the compiler says of the program. */
  diagnostics: z.array(diagnosticSchema),
  inputSchema: jsonSchema,
  outputSchema: jsonSchema,
  /** Of its schedules. */
  nextRuns: z.array(z.string()),
  /** Of a webhook that this has made. */
  webhook: workflowWebhookSchema.nullable(),
  ...pauseAfterPublishing,
});
export type DeployedWorkflow = z.infer<typeof deployedWorkflowSchema>;

export const workflowRef = z.object({ name: workflowNameSchema });
export type WorkflowRef = z.infer<typeof workflowRef>;

const workflowVersionRef = workflowRef.extend({ version: z.number().int().min(1) });

export const publishWorkflowInput = workflowVersionRef.extend({
  /** As of `deploy`. */
  expected: seenVersionsSchema.optional(),
});
export type PublishWorkflowInput = z.infer<typeof publishWorkflowInput>;

export const publishedWorkflowSchema = workflowVersionRef.extend({
  /** As of `deploy`. */
  webhook: workflowWebhookSchema.nullable(),
  ...pauseAfterPublishing,
});
export type PublishedWorkflow = z.infer<typeof publishedWorkflowSchema>;

export const workflowRunSchema = z.object({
  /** By which it is read, followed, cancelled and decided about like every run. */
  executionId: idSchema,
  workflow: z.string(),
  version: z.number().int(),
  status: executionStatusSchema,
  trigger: workflowTriggerSchema,
  attempt: z.number().int(),
  /** The execution of the first attempt. */
  rootId: idSchema,
  /** The run that waits for its result. */
  parentId: idSchema.nullable(),
  /** When it is to begin, while it is queued. */
  dueAt: z.string(),
  scheduledFor: z.string().nullable(),
  /** Somebody has paused it: nobody goes on with it until they let it. */
  isPaused: z.boolean(),
  /** It failed for good, and waits to be run again or put aside. */
  isDead: z.boolean(),
  error: executionErrorSchema.pick({ code: true, message: true, line: true }).nullable(),
  toolCalls: z.number().int(),
  wallMs: z.number().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type WorkflowRun = z.infer<typeof workflowRunSchema>;

export const workflowSummarySchema = z.object({
  id: idSchema,
  name: z.string(),
  description: z.string(),
  /** `blocked`: whom it runs for may not act any more. */
  status: z.enum(["active", "draft", "paused", "blocked"]),
  /** Why it is paused or blocked, and what helps. */
  reason: z.string().nullable(),
  latestVersion: z.number().int(),
  publishedVersion: z.number().int().nullable(),
  /** The newest version, where it was never published. */
  draftVersion: z.number().int().nullable(),
  triggers: z.object({ schedules: z.number().int(), webhook: z.boolean(), tool: z.boolean() }),
  actsAs: person.extend({ isServiceAccount: z.boolean() }),
  nextRunAt: z.string().nullable(),
  /** The newest 20, newest first. */
  lastRuns: z.array(
    z.object({ executionId: idSchema, status: executionStatusSchema, createdAt: z.string() }),
  ),
  deadRuns: z.number().int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type WorkflowSummary = z.infer<typeof workflowSummarySchema>;

export const workflowVersionSchema = z.object({
  version: z.number().int(),
  code: z.string(),
  config: workflowConfigSchema,
  inputSchema: jsonSchema,
  outputSchema: jsonSchema,
  notes: z.string(),
  isPublished: z.boolean(),
  createdBy: person,
  createdAt: z.string(),
  publishedAt: z.string().nullable(),
});
export type WorkflowVersion = z.infer<typeof workflowVersionSchema>;

/** By the code of the error that was answered. */
export const webhookRefusalReasons = [
  "unauthenticated",
  "invalid_input",
  "malformed_request",
  "too_large",
  "rate_limited",
  "too_many_calls",
  "conflict",
  "forbidden",
  "organization_frozen",
] as const;

const webhookRefusalSchema = z.object({ at: z.string(), reason: z.enum(webhookRefusalReasons) });
export type WebhookRefusal = z.infer<typeof webhookRefusalSchema>;

export const workflowSchema = workflowSummarySchema.extend({
  /** The published version; the newest of one that has none. */
  current: workflowVersionSchema,
  /** The next five times of its schedules. */
  nextRuns: z.array(z.object({ at: z.string(), cron: z.string(), timeZone: z.string() })),
  /** The address of its webhook; null where it has none, and to those who may not change it. */
  webhookUrl: z.string().nullable(),
  /** Requests to it that were refused of late, the newest first, 20 at most; none for those who may not change it. */
  webhookRefusals: z.array(webhookRefusalSchema),
});
export type Workflow = z.infer<typeof workflowSchema>;

export const workflowDiffInput = workflowRef.extend({
  from: z.number().int().min(1),
  to: z.number().int().min(1),
});
export type WorkflowDiffInput = z.infer<typeof workflowDiffInput>;

export const nextRunsInput = scheduleSchema.pick({ cron: true, timeZone: true });
export type NextRunsInput = z.input<typeof nextRunsInput>;

export const nextRunsSchema = z.object({
  /** The next five, in ISO 8601; none of a schedule that cannot be read. */
  times: z.array(z.string()),
  /** Why it cannot be read, and what helps. */
  problem: z.string().nullable(),
});
export type NextRuns = z.infer<typeof nextRunsSchema>;

export const pauseWorkflowInput = workflowRef.extend({ isPaused: z.boolean() });
export type PauseWorkflowInput = z.infer<typeof pauseWorkflowInput>;

export const pauseWorkflowRunInput = z.object({ executionId: idSchema, isPaused: z.boolean() });
export type PauseWorkflowRunInput = z.infer<typeof pauseWorkflowRunInput>;

export const runWorkflowInput = workflowRef.extend({
  input: z.unknown().optional(),
  /** A draft, to try it; else the published one. */
  version: z.number().int().min(1).optional(),
  /** Two starts with the same one make one run. */
  idempotencyKey: z.string().min(1).max(200).optional(),
  /** Not before then. */
  at: z.iso.datetime({ offset: true }).optional(),
});
export type RunWorkflowInput = z.input<typeof runWorkflowInput>;

export const listWorkflowRunsInput = z.object({
  name: workflowNameSchema.optional(),
  /** That run alone. */
  executionId: idSchema.optional(),
  /** All attempts at what that run is one of. */
  attemptsOf: idSchema.optional(),
  trigger: workflowTriggerSchema.optional(),
  status: executionStatusSchema.optional(),
  /** Only those that failed for good. */
  isDead: z.boolean().optional(),
  limit: z.number().int().min(1).max(100).default(50),
  cursor: idSchema.optional(),
});
export type ListWorkflowRunsInput = z.input<typeof listWorkflowRunsInput>;

export const workflowRunPageSchema = z.object({
  runs: z.array(workflowRunSchema),
  nextCursor: idSchema.nullable(),
});
export type WorkflowRunPage = z.infer<typeof workflowRunPageSchema>;

export const rerunWorkflowInput = z.object({
  executionId: idSchema,
  /** The name of the step from which it is done anew, what came before stays as it was; without it all of it. */
  fromStep: z.string().max(200).optional(),
  /** Runs it as it is published now, in place of the version that it had. Not with `fromStep`. */
  latest: z.boolean().default(false),
});
export type RerunWorkflowInput = z.input<typeof rerunWorkflowInput>;

/** Puts a failed run aside: nothing is done about it. */
export const dismissWorkflowRunInput = z.object({
  executionId: idSchema,
  /** Takes that back. */
  isUndone: z.boolean().default(false),
});
export type DismissWorkflowRunInput = z.input<typeof dismissWorkflowRunInput>;
