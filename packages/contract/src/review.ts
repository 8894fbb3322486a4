import { z } from "zod";
import { connectionRef } from "./connection.ts";
import { idSchema } from "./id.ts";

const definition = z.record(z.string(), z.unknown());

/** A tool whose server says other things of it than what was approved. */
export const toolReviewSchema = z.object({
  /** The connection's slug. */
  connection: z.string(),
  /** The exposed name, and the server's own. */
  tool: z.string(),
  originalName: z.string(),
  /** Of the new definition: a decision names it, so that nothing is approved unseen. */
  hash: z.string(),
  before: definition,
  after: definition,
  /** What it costs in a client's context, in tokens. */
  tokensBefore: z.number().int(),
  tokensAfter: z.number().int(),
  /** Somebody has looked at it and blocked it. */
  isBlocked: z.boolean(),
  heldAt: z.string(),
  /** Who called it in the last 30 days, the most frequent first; 20 at most. */
  callers: z.array(
    z.object({
      client: z.string().nullable(),
      user: z.object({ id: idSchema, name: z.string().nullable(), email: z.string() }).nullable(),
      calls: z.number().int(),
      lastAt: z.string(),
    }),
  ),
});
export type ToolReview = z.infer<typeof toolReviewSchema>;

/** Without a connection those of all. */
export const listReviewsInput = connectionRef.partial();
export type ListReviewsInput = z.infer<typeof listReviewsInput>;

export const reviewToolsInput = connectionRef.extend({
  tools: z
    .array(z.object({ tool: z.string().min(1).max(128), hash: z.string().min(1).max(100) }))
    .min(1)
    .max(1_000),
  decision: z.enum(["approve", "block"]),
});
export type ReviewToolsInput = z.infer<typeof reviewToolsInput>;

/** Whether changed definitions are held in this organization until somebody has looked at them. */
export const definitionHoldingSchema = z.object({ holdsChanges: z.boolean() });
export type DefinitionHolding = z.infer<typeof definitionHoldingSchema>;

/** The demo's switch: whether one of its tools says something else of itself. */
export const changeDemoInput = connectionRef.extend({ isChanged: z.boolean() });
export type ChangeDemoInput = z.infer<typeof changeDemoInput>;
