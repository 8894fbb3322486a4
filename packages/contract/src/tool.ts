import { z } from "zod";
import type { AwaitedApproval } from "./approval.ts";
import { idSchema } from "./id.ts";
import { policyActionSchema, policyDecisionSchema, policyRuleSchema } from "./policy.ts";

/** A JSON Schema object as the upstream sent it. */
const jsonSchema = z.record(z.string(), z.unknown());

export const toolSchema = z.object({
  /** The exposed name: what clients see and call. */
  name: z.string(),
  /** The connection's slug. */
  connection: z.string(),
  connectionName: z.string(),
  originalName: z.string(),
  /** The expression that calls it in the sandbox: `tools.demo.list_orders`. */
  codePath: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  inputSchema: jsonSchema,
  outputSchema: jsonSchema.nullable(),
  annotations: z.record(z.string(), z.unknown()),
  isAvailable: z.boolean(),
  /** Invisible or control characters stand in its name or description. */
  isSuspicious: z.boolean(),
  /** What its definition costs in a client's context, estimated at 4 characters a token. */
  contextTokens: z.number().int(),
  /** What happens with a call by the asker. */
  policy: policyActionSchema,
});
export type Tool = z.infer<typeof toolSchema>;

export const listToolsInput = z.object({
  search: z.string().max(200).optional(),
  connection: z.string().max(128).optional(),
  /** A profile's slug or id: its tools alone, under their names there. */
  profile: z.string().max(64).optional(),
  /** Those too that a policy blocks for the asker. */
  withBlocked: z.boolean().optional(),
});
export type ListToolsInput = z.infer<typeof listToolsInput>;

export const toolRef = z.object({
  name: z.string().min(1).max(128),
  /** The profile, by slug or id, in which the tool has that name. */
  profile: z.string().max(64).optional(),
});
export type ToolRef = z.infer<typeof toolRef>;

/** A tool with its last 30 days, what decides over its calls, and where it is found. */
export const toolDetailSchema = toolSchema.extend({
  /** Its name outside of profiles, by which rules and profiles name it. */
  organizationName: z.string(),
  /** For the asker. */
  decision: policyDecisionSchema,
  /** Every rule that a call of it may meet, in the order in which they decide. */
  rules: z.array(policyRuleSchema),
  /** All profiles; `exposedName` = its name there, null = it is not in it. */
  profiles: z.array(z.object({ slug: z.string(), name: z.string(), exposedName: z.string().nullable() })),
  usage: z.object({ calls: z.number().int(), failures: z.number().int(), p95Ms: z.number().nullable() }),
});
export type ToolDetail = z.infer<typeof toolDetailSchema>;

export const callToolInput = z.object({
  name: z.string().min(1).max(128),
  arguments: z.record(z.string(), z.unknown()).default({}),
  timeoutMs: z.number().int().min(100).max(600_000).optional(),
});
export type CallToolInput = z.input<typeof callToolInput>;

/** The MCP result, whole, and the id of its row in activity. */
export const toolCallOutput = z.object({
  callId: idSchema,
  durationMs: z.number(),
  result: z.looseObject({
    content: z.array(z.looseObject({ type: z.string() })).optional(),
    structuredContent: z.unknown().optional(),
    isError: z.boolean().optional(),
  }),
});
export type ToolCallOutput = z.infer<typeof toolCallOutput>;

/** What a server asks a person in the middle of their call (MCP, elicitation): a form to fill in, or a page to open. */
export interface ToolQuestion {
  id: string;
  message: string;
  /** Of the form's values. */
  requestedSchema?: Record<string, unknown>;
  /** Of the page. */
  url?: string;
}

export const callAndWaitInput = callToolInput.extend({
  /** Whether somebody is there to answer what the tool's server asks; else it hears that nobody is. */
  answersQuestions: z.boolean().default(false),
});
export type CallAndWaitInput = z.input<typeof callAndWaitInput>;

/** A person's answer to a `ToolQuestion` of one of their own calls. */
export const answerToolQuestionInput = z.object({
  id: idSchema,
  action: z.enum(["accept", "decline", "cancel"]),
  /** Of a form that was accepted. */
  content: z.record(z.string(), z.unknown()).optional(),
});
export type AnswerToolQuestionInput = z.infer<typeof answerToolQuestionInput>;

/** What a call that waits for people says: each question that it waits for, and at last its answer. */
export type ToolCallEvent =
  | { type: "approval"; approval: AwaitedApproval }
  | { type: "question"; question: ToolQuestion }
  | { type: "questionEnded"; id: string }
  | ({ type: "answer" } & ToolCallOutput);

/** TypeScript declarations of everything that a program can call. */
export const declarationsOutput = z.object({ text: z.string(), version: z.string() });
export type DeclarationsOutput = z.infer<typeof declarationsOutput>;
