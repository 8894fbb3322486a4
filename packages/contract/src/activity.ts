import { z } from "zod";
import { idSchema } from "./id.ts";
import { payloadStorageSchema } from "./payload-settings.ts";
import { noneFilter, outcomes, vias } from "./vocabulary.ts";

export const viaSchema = z.enum(vias);
export type Via = z.infer<typeof viaSchema>;

export const outcomeSchema = z.enum(outcomes);
export type Outcome = z.infer<typeof outcomeSchema>;

/** One metered call, as a row of activity. */
export const callSchema = z.object({
  id: idSchema,
  at: z.string(),
  method: z.string(),
  via: viaSchema,
  client: z.object({ name: z.string(), version: z.string().nullable() }).nullable(),
  user: z.object({ id: idSchema, name: z.string().nullable(), email: z.string() }).nullable(),
  apiKeyId: idSchema.nullable(),
  /** Slug; kept on the row, so that it outlives the connection. */
  connection: z.string().nullable(),
  /** Original name. */
  tool: z.string().nullable(),
  exposedName: z.string().nullable(),
  /** The slug of the profile that it came by. */
  profile: z.string().nullable(),
  outcome: outcomeSchema,
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  wasSent: z.boolean(),
  queueMs: z.number(),
  /** Until its policy let it through, with the wait for an approval. */
  policyMs: z.number(),
  upstreamMs: z.number().nullable(),
  totalMs: z.number().nullable(),
  bytesIn: z.number(),
  bytesOut: z.number(),
  units: z.number().int(),
  promptSessionId: idSchema.nullable(),
  executionId: idSchema.nullable(),
  requestId: z.string().nullable(),
  /** Of the OpenTelemetry trace that it is a part of; null where its client sent none and none are collected. */
  traceId: z.string().nullable(),
});
export type Call = z.infer<typeof callSchema>;

/** A time, or the day that begins with it (UTC). */
export const momentSchema = z.union(
  [z.iso.datetime({ offset: true }), z.iso.date()],
  "Write it as 2026-01-31 or 2026-01-31T12:00:00Z.",
);

/**
 * Filters of activity and usage; every page, export and link uses the same ones. Connection, client, user, provider, key and
 * error code may be `(none)`: of a connection, those are the calls that named no tool of ours.
 */
export const callFilters = z.object({
  from: momentSchema.optional(),
  /** Exclusive. */
  to: momentSchema.optional(),
  connection: z.string().max(128).optional(),
  tool: z.string().max(256).optional(),
  client: z.string().max(128).optional(),
  user: z.string().max(128).optional(),
  /** The type of its connection, as `github`. */
  provider: z.string().max(128).optional(),
  /** The id of an API key. */
  key: z.union([idSchema, z.literal(noneFilter)]).optional(),
  via: viaSchema.optional(),
  outcome: outcomeSchema.optional(),
  errorCode: z.string().max(128).optional(),
  /** true = all outcomes but `ok`. */
  failed: z.boolean().optional(),
  execution: idSchema.optional(),
  promptSession: idSchema.optional(),
});
export type CallFilters = z.infer<typeof callFilters>;

export const listCallsInput = callFilters.extend({
  limit: z.number().int().min(1).max(200).default(50),
  /** From `nextCursor` of the page before. */
  cursor: z.string().max(200).optional(),
});
export type ListCallsInput = z.input<typeof listCallsInput>;

export const callPageSchema = z.object({ calls: z.array(callSchema), nextCursor: z.string().nullable() });
export type CallPage = z.infer<typeof callPageSchema>;

export const callRef = z.object({ id: idSchema });
export type CallRef = z.infer<typeof callRef>;

/** A call with what was said, when that was kept. */
export const callDetailSchema = callSchema.extend({
  /** The approval that it waited for, or used. */
  approval: z.object({ id: idSchema, status: z.enum(["pending", "approved", "denied"]) }).nullable(),
  payload: z
    .object({
      arguments: z.unknown(),
      result: z.unknown(),
      /** Count of fields that were replaced by `[hidden]` before they were stored. */
      hiddenFields: z.number().int(),
    })
    .nullable(),
  /** What the organization keeps of what is said in its calls. */
  payloadStorage: payloadStorageSchema,
});
export type CallDetail = z.infer<typeof callDetailSchema>;

export const tailCallsInput = callFilters.omit({ from: true, to: true }).extend({
  lastEventId: z.string().optional(),
});
export type TailCallsInput = z.infer<typeof tailCallsInput>;

export const savedViewSchema = z.object({
  id: idSchema,
  page: z.enum(["activity", "usage"]),
  name: z.string(),
  search: z.string(),
  createdAt: z.string(),
});
export type SavedView = z.infer<typeof savedViewSchema>;

export const createSavedViewInput = savedViewSchema
  .pick({ page: true })
  .extend({ name: z.string().trim().min(1).max(60), search: z.string().max(2_000) });
export type CreateSavedViewInput = z.infer<typeof createSavedViewInput>;

export const savedViewRef = z.object({ id: idSchema });
export type SavedViewRef = z.infer<typeof savedViewRef>;
