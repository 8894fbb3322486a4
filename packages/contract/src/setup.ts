import { z } from "zod";
import { callSchema } from "./activity.ts";
import { idSchema } from "./id.ts";
import { loginProviderSchema } from "./provider-login.ts";
import { workflowRunCountSchema } from "./workflow-run-count.ts";

/** A request to `/mcp` that was refused, as the setup card shows it. */
export const refusedAttemptSchema = z.object({
  id: idSchema,
  at: z.string(),
  client: z.string().nullable(),
  endpoint: z.string(),
  reason: z.enum([
    "no_key",
    "malformed_key",
    "unknown_key",
    "revoked_key",
    "expired_key",
    "invalid_token",
    "expired_token",
    "revoked_token",
    "suspended",
    "frozen",
    "scope",
  ]),
});
export type RefusedAttempt = z.infer<typeof refusedAttemptSchema>;

/** The facts behind the four setup cards and the home page. */
export const setupStatusSchema = z.object({
  /** The endpoint that clients are pointed at. */
  mcpUrl: z.string(),
  connections: z.object({ ready: z.number().int(), total: z.number().int(), hasDemo: z.boolean() }),
  /** The MCP client that was here last. */
  client: z
    .object({ name: z.string(), version: z.string().nullable(), at: z.string(), tools: z.number().int() })
    .nullable(),
  /** Refused attempts of the last 10 minutes from the asking browser's own address, newest first. */
  refused: z.array(refusedAttemptSchema),
  /** The last one that succeeded; before there is any, the last one. */
  lastCall: callSchema.nullable(),
  execution: z.object({ executionId: idSchema, at: z.string() }).nullable(),
});
export type SetupStatus = z.infer<typeof setupStatusSchema>;

/** What a signed-out visitor may know. */
export const instanceInfoSchema = z.object({
  version: z.string(),
  url: z.string(),
  signup: z.enum(["open", "waitlist", "closed"]),
  /** Whether strangers find a website and the documentation here, or sign-in alone. */
  isPublic: z.boolean(),
  /** Whose pages may ask for passkeys; null = none of this instance. */
  passkeyUrl: z.string().nullable(),
  /** No account yet: the next sign-up owns the instance. */
  isFirstAccount: z.boolean(),
  /** HOST is not loopback: the first account needs the code printed at start to own the instance. */
  ownerCodeRequired: z.boolean(),
  /** Without it mails rest in the outbox, for the instance's admins. */
  sendsMail: z.boolean(),
  /** Providers by whose accounts people log in here. */
  loginProviders: z.array(loginProviderSchema),
});
export type InstanceInfo = z.infer<typeof instanceInfoSchema>;

/** The admin's health page, and `patchops doctor`. */
export const healthSchema = z.object({
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  uptimeSeconds: z.number(),
  roles: z.array(z.string()),
  database: z.object({ kind: z.enum(["embedded", "external"]), version: z.string(), sizeBytes: z.number() }),
  sandbox: z.object({
    /** null: nothing has been run yet, so nothing was seen. */
    isNetworkIsolated: z.boolean().nullable(),
    hasDataLimit: z.boolean().nullable(),
    hasOwnUser: z.boolean().nullable(),
    children: z.number().int(),
    running: z.number().int(),
    /** Runs that wait for a place. */
    waiting: z.number().int(),
    /** Processes lost in a row before they ran anything; more than 2 means that no program can be run. */
    failuresInRow: z.number().int(),
  }),
  metering: z.object({
    journalBytes: z.number(),
    unflushedEvents: z.number().int(),
    lastFlushAt: z.string().nullable(),
    /** When totals were compared with their events last, and how many were wrong; null before the first time. */
    lastCheck: z.object({ checkedAt: z.string(), differences: z.number().int() }).nullable(),
  }),
  /** On all nodes, each state once. */
  workflowRuns: z.array(workflowRunCountSchema),
  memoryBytes: z.number(),
});
export type Health = z.infer<typeof healthSchema>;

export const adminResetPasswordInput = z.object({
  email: z.string().max(254),
  password: z.string().max(256),
});
export type AdminResetPasswordInput = z.infer<typeof adminResetPasswordInput>;

export const adminGrantInput = z.object({ email: z.string().max(254) });
export type AdminGrantInput = z.infer<typeof adminGrantInput>;

/** What an instance holds, as the CLI names it before a restore replaces it. */
export interface InstanceContents {
  organizations: number;
  accounts: number;
  connections: number;
}
