import { z } from "zod";
import { outcomeSchema } from "./activity.ts";
import { approvalSchema } from "./approval.ts";
import { idSchema } from "./id.ts";
import { sessionEras, vias } from "./vocabulary.ts";

export type SessionEra = (typeof sessionEras)[number];

/** What one session came to. */
export const sessionTotalsSchema = z.object({
  calls: z.number().int(),
  failures: z.number().int(),
  executions: z.number().int(),
  bytesOut: z.number(),
  /** About what the results cost in the client's context: a quarter of their bytes, less those that a program got. */
  resultTokens: z.number().int(),
  /** Sum over the calls; those side by side count each. */
  toolMs: z.number(),
});
export type SessionTotals = z.infer<typeof sessionTotalsSchema>;

/** One client's visit, from its first to its last request. */
export const promptSessionSchema = z.object({
  id: idSchema,
  client: z.object({ name: z.string(), version: z.string().nullable() }).nullable(),
  user: z.object({ id: idSchema, name: z.string().nullable(), email: z.string() }),
  apiKey: z.object({ id: idSchema, name: z.string() }).nullable(),
  via: z.enum(vias),
  era: z.enum(sessionEras),
  /** The MCP revision; null for what is no MCP client. */
  protocolVersion: z.string().nullable(),
  endpoint: z.string(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  startedAt: z.string(),
  lastSeenAt: z.string(),
  /** When its client ended it; most never do. */
  endedAt: z.string().nullable(),
  /** Not ended, and heard of within 30 minutes. */
  isLive: z.boolean(),
  totals: sessionTotalsSchema,
});
export type PromptSessionView = z.infer<typeof promptSessionSchema>;

export const listPromptSessionsInput = z.object({
  /** As the client calls itself. */
  client: z.string().max(128).optional(),
  /** Id or email. */
  user: z.string().max(128).optional(),
  apiKey: idSchema.optional(),
  era: z.enum(sessionEras).optional(),
  live: z.boolean().optional(),
  limit: z.number().int().min(1).max(100).default(50),
  /** From `nextCursor` of the page before. */
  cursor: z.string().max(200).optional(),
});
export type ListPromptSessionsInput = z.input<typeof listPromptSessionsInput>;

export const promptSessionPageSchema = z.object({
  sessions: z.array(promptSessionSchema),
  nextCursor: z.string().nullable(),
});
export type PromptSessionPage = z.infer<typeof promptSessionPageSchema>;

const momentSchema = z.object({ id: idSchema, at: z.string(), totalMs: z.number().nullable() });

/** What happened in a session: a metered call or run, or what is neither (a list, a question, a wait). */
export const sessionMomentSchema = z.discriminatedUnion("type", [
  momentSchema.extend({
    type: z.enum(["call", "execution"]),
    connection: z.string().nullable(),
    tool: z.string().nullable(),
    via: z.enum(vias),
    outcome: outcomeSchema,
    errorCode: z.string().nullable(),
    queueMs: z.number(),
    upstreamMs: z.number().nullable(),
    bytesOut: z.number(),
    executionId: idSchema.nullable(),
    /** Of a run: the workflow or saved program that ran, by its name; null of any other, and when the run is no longer kept. */
    program: z.string().nullable(),
  }),
  momentSchema.extend({
    type: z.literal("event"),
    /** The MCP method, or what was waited for: `sign_in`, `approval`. */
    kind: z.string(),
    subject: z.string().nullable(),
    outcome: z.string(),
    errorCode: z.string().nullable(),
    /** The one that a call waited for, and who decided. */
    approval: approvalSchema
      .pick({ id: true, decidedBy: true, decidedVia: true, decidedAt: true })
      .extend({ askedAt: z.string() })
      .nullable(),
  }),
]);
export type SessionMoment = z.infer<typeof sessionMomentSchema>;

export const getPromptSessionInput = z.object({
  id: idSchema,
  limit: z.number().int().min(1).max(500).default(200),
  /** From `nextCursor` of the page before: what happened after it. */
  cursor: z.string().max(200).optional(),
});
export type GetPromptSessionInput = z.input<typeof getPromptSessionInput>;

export const promptSessionDetailSchema = z.object({
  session: promptSessionSchema,
  /** Oldest first. */
  timeline: z.array(sessionMomentSchema),
  nextCursor: z.string().nullable(),
});
export type PromptSessionDetail = z.infer<typeof promptSessionDetailSchema>;
