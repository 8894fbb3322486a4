import { z } from "zod";
import { viaSchema } from "./activity.ts";
import { idSchema } from "./id.ts";

/** `approved`: not used yet; `used`: its call went through; `expired`: nobody answered, or nobody used the answer. */
export const approvalStatuses = ["pending", "approved", "used", "denied", "expired"] as const;
export const approvalStatusSchema = z.enum(approvalStatuses);
export type ApprovalStatus = z.infer<typeof approvalStatusSchema>;

const person = z.object({ id: idSchema, name: z.string().nullable(), email: z.string() });

/** A call that a person is asked about. */
export const approvalSchema = z.object({
  id: idSchema,
  status: approvalStatusSchema,
  /** A slug, and what the connection is called. */
  connection: z.string(),
  connectionName: z.string(),
  /** The exposed name, and the server's own. */
  tool: z.string(),
  originalName: z.string(),
  /** What a program asks on its own; connection and tool are empty then, and `arguments` what it shows with it. */
  question: z.string().nullable(),
  /** Exactly what would be sent. */
  arguments: z.record(z.string(), z.unknown()),
  /** SHA-256 over them with sorted keys. */
  argumentsHash: z.string(),
  askedBy: person,
  /** What the caller calls itself. */
  client: z.object({ name: z.string(), version: z.string().nullable() }).nullable(),
  /** The key that it came by. */
  apiKey: z.object({ id: idSchema, name: z.string().nullable() }).nullable(),
  via: viaSchema,
  profile: z.string().nullable(),
  /** The rule that has people asked; id null = the default. */
  policy: z.object({ id: idSchema.nullable(), label: z.string() }),
  callId: idSchema,
  executionId: idSchema.nullable(),
  /** The workflow whose run that is. */
  workflow: z.string().nullable(),
  /** Whether the call waits, and goes on by itself; else the answer is for the next one like it. */
  isAwaited: z.boolean(),
  /** Whether the reader may answer. */
  mayDecide: z.boolean(),
  decidedBy: person.nullable(),
  decidedVia: z.enum(["dashboard", "cli", "sdk", "elicitation"]).nullable(),
  decidedAt: z.string().nullable(),
  expiresAt: z.string(),
  createdAt: z.string(),
});
export type Approval = z.infer<typeof approvalSchema>;

export const listApprovalsInput = z.object({
  /** Only those that wait for an answer. */
  isPending: z.boolean().default(false),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ListApprovalsInput = z.input<typeof listApprovalsInput>;

export const approvalRef = z.object({ id: idSchema });
export type ApprovalRef = z.infer<typeof approvalRef>;

export const decideApprovalInput = approvalRef.extend({ decision: z.enum(["approve", "deny"]) });
export type DecideApprovalInput = z.infer<typeof decideApprovalInput>;

/** An approval that a run waits for. It goes on by itself when somebody has answered at that address. */
export const awaitedApprovalSchema = z.object({
  id: idSchema,
  connection: z.string(),
  tool: z.string(),
  message: z.string(),
  /** The rule in words. */
  policy: z.string(),
  url: z.string(),
  expiresAt: z.string(),
});
export type AwaitedApproval = z.infer<typeof awaitedApprovalSchema>;
