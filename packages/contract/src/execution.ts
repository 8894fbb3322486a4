import { z } from "zod";
import { awaitedApprovalSchema } from "./approval.ts";
import { idSchema } from "./id.ts";
import { executionStatuses, executionVias } from "./vocabulary.ts";
import { runWebhookSchema } from "./webhook.ts";

export const executionStatusSchema = z.enum(executionStatuses);
export type ExecutionStatus = z.infer<typeof executionStatusSchema>;

export const executionViaSchema = z.enum(executionVias);

/** A whole number, with one message whichever end it misses. */
const limitWithin = (least: number, most: number, unit: string) => {
  const words = `Use ${least} to ${most} ${unit}.`;
  return z.number(words).int(words).min(least, words).max(most, words);
};

/** What one run may use. A request lowers what the plan allows; nothing raises it. */
export const runLimitsSchema = z.object({
  /** From the moment the run is accepted, its wait for a place included. */
  timeoutMs: limitWithin(100, 3_600_000, "milliseconds"),
  /** What the program itself computes; waiting for tools is free. */
  cpuMs: limitWithin(10, 3_600_000, "milliseconds"),
  memoryMb: limitWithin(16, 4_096, "MB"),
  /** The result as JSON text. */
  outputBytes: limitWithin(0, 1_073_741_824, "bytes"),
  /** All log lines together; what is beyond is dropped and counted. */
  logBytes: limitWithin(0, 1_073_741_824, "bytes"),
  logLines: limitWithin(0, 1_000_000, "lines"),
  /** All that the program asks for, searches and reads included; 0 forbids it. */
  maxToolCalls: limitWithin(0, 1_000_000, "calls"),
  /** Calls above it wait their turn. */
  maxConcurrentToolCalls: limitWithin(1, 10_000, "calls"),
  /** Arguments, and likewise the answer, of one call as JSON text. */
  toolBytes: limitWithin(0, 1_073_741_824, "bytes"),
});
export type RunLimits = z.infer<typeof runLimitsSchema>;

export const startExecutionInput = z.object({
  code: z.string().min(1, "There is no code to run.").max(1_000_000),
  input: z.unknown().optional(),
  ...runLimitsSchema.partial().shape,
  /** A run that is not detached is cancelled when the last listener of its events has been away for 10 s. */
  detached: z.boolean().default(true),
  /** Whether a call that lacks a sign-in waits for a person to do it (10 minutes of a run at most), or fails at once. */
  waitForSignIn: z.boolean().default(true),
  /** The same for a call that needs an approval. */
  waitForApproval: z.boolean().default(true),
  /** Told when the run has ended, by a signed POST (Standard Webhooks). */
  webhook: z
    .url({ protocol: /^https?$/, message: "A webhook is an http(s) address." })
    .max(2_000)
    .optional(),
  /**
   * Whether calls that were under way when the server died are sent again, though their tools do not say that this is harmless
   * (`readOnlyHint`, `idempotentHint`). Else the run becomes `needs_decision`.
   */
  repeatCalls: z.boolean().default(false),
});
export type StartExecutionInput = z.input<typeof startExecutionInput>;

export const executionErrorSchema = z.object({
  name: z.string(),
  code: z.string().optional(),
  message: z.string(),
  /** What its author can do, where the message alone does not say it. */
  next: z.string().optional(),
  /** In the program's own source, from 1. */
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  /** Some lines of source around the error, the line marked. */
  frame: z.string().optional(),
  stack: z.string().optional(),
  retryable: z.boolean().optional(),
  connection: z.string().optional(),
  tool: z.string().optional(),
  /** What it was made of, nearest first: its `cause` and the cause of that, or the errors of an `AggregateError`. */
  causes: z
    .array(
      z.object({
        name: z.string(),
        message: z.string(),
        line: z.number().int().optional(),
        column: z.number().int().optional(),
      }),
    )
    .optional(),
});
export type ExecutionError = z.infer<typeof executionErrorSchema>;

export const logSchema = z.object({
  level: z.enum(["debug", "info", "log", "warn", "error"]),
  text: z.string(),
  at: z.string(),
  line: z.number().int().optional(),
});
export type Log = z.infer<typeof logSchema>;

/** One tool call of a run, as the waterfall shows it. Times are milliseconds since the program's beginning. */
export const executionCallSchema = z.object({
  /** Its row in activity. */
  callId: idSchema,
  connection: z.string(),
  tool: z.string(),
  state: z.enum(["running", "ok", "tool_error", "error", "refused", "cancelled", "timed_out"]),
  startMs: z.number(),
  /** From the program's call to the moment it was sent upstream. */
  queueMs: z.number().optional(),
  upstreamMs: z.number().optional(),
  totalMs: z.number().optional(),
  arguments: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type ExecutionCall = z.infer<typeof executionCallSchema>;

/** A part of a run that its program gave a name. */
export const executionStepSchema = z.object({
  /** Counts the steps of the run from 1. */
  number: z.number().int(),
  name: z.string(),
  state: z.enum(["running", "done", "failed"]),
  attempt: z.number().int(),
  startMs: z.number(),
  totalMs: z.number().optional(),
  error: z.string().optional(),
  /** The earlier run of the workflow in which it was over, and that one's attempt: here it was not done again. */
  from: z.object({ executionId: idSchema, attempt: z.number().int() }).optional(),
});
export type ExecutionStep = z.infer<typeof executionStepSchema>;

/** A sign-in that a run waits for. It goes on by itself when somebody has signed in at that address. */
const awaitedSignInSchema = z.object({
  connection: z.string(),
  /** What the connection is called. */
  name: z.string(),
  message: z.string(),
  url: z.string(),
});
export type AwaitedSignIn = z.infer<typeof awaitedSignInSchema>;

export const executionUsageSchema = z.object({
  cpuMs: z.number(),
  /** From the program's beginning to its end. */
  wallMs: z.number(),
  /** Before it, while the run was `queued`: until the program was read and a place was free. Part of its deadline. */
  queueMs: z.number(),
  /** The most that was seen; an estimate for a program that never waited. */
  memoryPeakBytes: z.number(),
});

export const executionSchema = z.object({
  executionId: idSchema,
  status: executionStatusSchema,
  result: z.unknown().optional(),
  error: executionErrorSchema.nullable(),
  logs: z.array(logSchema),
  /** true when the log budget was spent and later lines were dropped. */
  logsTruncated: z.boolean(),
  /** Count of tool calls. */
  toolCalls: z.number().int(),
  calls: z.array(executionCallSchema),
  /** Its named parts, in the order in which they began. */
  steps: z.array(executionStepSchema),
  /** Of a run that is `sleeping`: until when at the latest. */
  sleepsUntil: z.string().nullable(),
  usage: executionUsageSchema,
  /** Of a run that is `awaiting_sign_in`; else empty. */
  waitsFor: z.array(awaitedSignInSchema),
  /** Of a run that is `awaiting_approval`; else empty. */
  approvals: z.array(awaitedApprovalSchema),
  code: z.string(),
  input: z.unknown().optional(),
  /** What it might use at most. Of runs before all were kept: time and memory alone. */
  limits: z.object({
    timeoutMs: z.number(),
    memoryMb: z.number(),
    cpuMs: z.number().optional(),
    outputBytes: z.number().optional(),
    logBytes: z.number().optional(),
    logLines: z.number().optional(),
    maxToolCalls: z.number().optional(),
    maxConcurrentToolCalls: z.number().optional(),
    toolBytes: z.number().optional(),
  }),
  via: executionViaSchema,
  /** Who started it. */
  user: z.object({ id: idSchema, name: z.string().nullable(), email: z.string() }),
  /** What started it, as it calls itself. */
  client: z.object({ name: z.string(), version: z.string().nullable() }).nullable(),
  promptSessionId: idSchema.nullable(),
  /** The snippet that it was when it was started. */
  snippet: z.string().nullable(),
  webhook: runWebhookSchema.nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type Execution = z.infer<typeof executionSchema>;

/** What came of a program that was run against the log of an earlier run: no call went out. */
export const executionReplaySchema = executionSchema
  .pick({
    executionId: true,
    status: true,
    result: true,
    error: true,
    logs: true,
    toolCalls: true,
    usage: true,
  })
  .extend({
    isReplay: z.literal(true),
    /** Whether it ended as the run did. */
    isSame: z.boolean(),
  });
export type ExecutionReplay = z.infer<typeof executionReplaySchema>;

/** What a listener of a run receives, in order. `sequence` counts from 1 without gaps. */
export const executionEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("log"), sequence: z.number().int(), log: logSchema }),
  z.object({ type: z.literal("call"), sequence: z.number().int(), call: executionCallSchema }),
  z.object({ type: z.literal("step"), sequence: z.number().int(), step: executionStepSchema }),
  z.object({
    type: z.literal("state"),
    sequence: z.number().int(),
    status: executionStatusSchema,
    at: z.string(),
    /** With `awaiting_sign_in`, and with `awaiting_approval` where both are needed. */
    waitsFor: z.array(awaitedSignInSchema).optional(),
    /** With `awaiting_approval`. */
    approvals: z.array(awaitedApprovalSchema).optional(),
    /** With `sleeping`. */
    until: z.string().optional(),
  }),
]);
export type ExecutionEvent = z.infer<typeof executionEventSchema>;

export const executionRef = z.object({ executionId: idSchema });
export type ExecutionRef = z.infer<typeof executionRef>;

export const decideExecutionInput = executionRef.extend({
  /** Send the calls again whose answers were lost, or end the run. */
  decision: z.enum(["repeat", "give_up"]),
});
export type DecideExecutionInput = z.infer<typeof decideExecutionInput>;

export const executionEventsInput = executionRef.extend({
  /** The last sequence already seen. */
  after: z.number().int().min(0).default(0),
  /** Set by tRPC when a stream is resumed: the sequence as text. */
  lastEventId: z.string().optional(),
});
export type ExecutionEventsInput = z.input<typeof executionEventsInput>;

export const listExecutionsInput = z.object({
  limit: z.number().int().min(1).max(100).default(50),
  cursor: idSchema.optional(),
  status: executionStatusSchema.optional(),
  /** Every status but `succeeded` of a run that is over. */
  failed: z.boolean().optional(),
  via: executionViaSchema.optional(),
  /** An id or a mail address. */
  user: z.string().max(254).optional(),
  /** Name of the client that started it. */
  client: z.string().max(200).optional(),
  promptSession: idSchema.optional(),
  /** Name of a snippet. */
  snippet: z.string().max(64).optional(),
  /** In the source, in any case of letters. */
  search: z.string().trim().max(200).optional(),
  /** Inclusive. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** Exclusive. */
  to: z.iso.datetime({ offset: true }).optional(),
});
export type ListExecutionsInput = z.input<typeof listExecutionsInput>;

export const executionSummarySchema = executionSchema.pick({
  executionId: true,
  status: true,
  toolCalls: true,
  usage: true,
  via: true,
  user: true,
  client: true,
  promptSessionId: true,
  snippet: true,
  createdAt: true,
  finishedAt: true,
  code: true,
});
export type ExecutionSummary = z.infer<typeof executionSummarySchema>;
