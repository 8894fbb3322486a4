import { z } from "zod";
import { idSchema } from "./id.ts";

/** A header name and value that may be sent upstream; values hold no control characters. */
const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/, "That is not a header name.");
const headerValue = z
  .string()
  .max(8192)
  .regex(/^[\t -~\u0080-\u00ff]*$/, "A header value holds no line breaks.");

export const credentialInput = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("bearer"), token: headerValue.min(1) }),
  z.object({ kind: z.literal("headers"), headers: z.record(headerName, headerValue) }),
]);
export type CredentialInput = z.infer<typeof credentialInput>;

const connectionName = z.string().trim().min(1, "Give the connection a name.").max(64);

export const addConnectionInput = z.object({
  /** Default: the host, or what the server calls itself. */
  name: connectionName.optional(),
  target: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("http"), url: z.string().trim().min(1, "Paste an address.").max(2048) }),
    z.object({
      kind: z.literal("stdio"),
      command: z.string().min(1).max(1024),
      args: z.array(z.string().max(4096)).max(64).default([]),
      environment: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(8192)).default({}),
    }),
    z.object({ kind: z.literal("demo") }),
    z.object({
      kind: z.literal("catalog"),
      /** The slug of a catalog entry. */
      entry: z.string().trim().min(1).max(201),
      /** The provider's id of this server, where the entry has a place for one. */
      instanceId: z.string().trim().min(1).max(200).optional(),
    }),
  ]),
  credential: credentialInput.optional(),
  /** `discard`: answer with the error and leave nothing behind. `keep`: keep the connection with its report, to be mended. */
  onFailure: z.enum(["discard", "keep"]).default("discard"),
  /** true: answer when the report is finished. false: answer at once, the report streams. */
  wait: z.boolean().default(true),
});
export type AddConnectionInput = z.input<typeof addConnectionInput>;

export const connectionStatuses = [
  "connecting",
  "ready",
  "no_tools",
  "needs_sign_in",
  /** Definitions of its tools have changed and wait for somebody to look at them; its other tools are ready. */
  "needs_review",
  "slow",
  "unreachable",
  /** Something answers there, but no MCP server. */
  "not_mcp",
  "blocked",
  "paused",
] as const;
export const connectionStatusSchema = z.enum(connectionStatuses);
export type ConnectionStatus = z.infer<typeof connectionStatusSchema>;
/** What an examination finds; whether tools need a review is seen from them. */
export type ExaminedStatus = Exclude<ConnectionStatus, "needs_review">;

/** The lines of the connect report, in their order. */
export const connectSteps = ["address", "reach", "protocol", "sign_in", "tools", "saved"] as const;

/** One line of the connect report. A failed line says its cause; `saved` is the last. */
export const connectStepSchema = z.object({
  step: z.enum(connectSteps),
  state: z.enum(["running", "ok", "failed", "warning"]),
  /** What was seen: `TLS 1.3, 43 ms`, `legacy, 2025-11-25`, `11 tools`. */
  detail: z.string(),
  /**
   * An error code of the contract, or `unauthorized_with_metadata` (it asks for a sign-in), `login_refused` (in spite of one),
   * `sign_in_unsafe`, `unauthorized` (it wants a key), `zero_tools`.
   */
  cause: z.string().optional(),
  /** Of a failed line: whether anything may have reached the server before it failed. */
  sent: z.boolean().optional(),
  /** For `private_address`: what the instance admin may allow. */
  host: z.string().optional(),
  port: z.number().int().optional(),
  /** For `not_mcp`: another address that may be the right one. */
  suggestion: z.string().optional(),
  durationMs: z.number().optional(),
});
export type ConnectStep = z.infer<typeof connectStepSchema>;

/** Whose accounts a connection's calls use: each member's own, or one that serves all. */
const accountsSchema = z.enum(["personal", "shared"]);

/** A connection whose server asks people to sign in, as the one who asks stands with it. */
export const connectionSignInSchema = z.object({
  /** Who runs the sign-in. */
  issuer: z.string(),
  accounts: accountsSchema,
  state: z.enum(["needed", "signed_in"]),
  /** Whether someone has to register an app with the provider first, and give its client id. */
  needsClient: z.boolean(),
  /** What the provider is told about where to send people back to. */
  redirectUrl: z.string(),
  client: z
    .object({ kind: z.enum(["given", "registered", "metadata_document"]), clientId: z.string() })
    .nullable(),
  /** The login, a lost one included. */
  login: z
    .object({
      /** Its last 4 characters. */
      hint: z.string(),
      scopes: z.array(z.string()),
      signedInAt: z.string(),
      expiresAt: z.string().nullable(),
      refreshedAt: z.string().nullable(),
    })
    .nullable(),
  /** Why a sign-in is needed, or did not come to its end; stays until one does. */
  problem: z.object({ code: z.string(), message: z.string(), at: z.string() }).nullable(),
  /** Until then a sign-in that has begun is waited for. */
  waitsUntil: z.string().nullable(),
});
export type ConnectionSignIn = z.infer<typeof connectionSignInSchema>;

export const connectionSchema = z.object({
  id: idSchema,
  slug: z.string(),
  codeName: z.string(),
  name: z.string(),
  transport: z.enum(["http", "stdio", "demo"]),
  url: z.string().nullable(),
  command: z.string().nullable(),
  /** The catalog entry that it came from, or whose address it has. */
  providerType: z.string().nullable(),
  /** The provider's id of this server. */
  instanceId: z.string().nullable(),
  status: connectionStatusSchema,
  statusReason: z.object({ code: z.string(), message: z.string() }).nullable(),
  statusAt: z.string(),
  nextAttemptAt: z.string().nullable(),
  protocolVersion: z.string().nullable(),
  era: z.enum(["legacy", "modern"]).nullable(),
  serverInfo: z.object({ name: z.string(), version: z.string(), title: z.string().optional() }).nullable(),
  instructions: z.string().nullable(),
  /** Count of its tools; while it is paused, clients see none of them. */
  tools: z.number().int(),
  /** Count of those whose changed definitions wait for a review; blocked ones are not among them. */
  reviews: z.number().int(),
  credential: z
    .object({ kind: z.enum(["bearer", "headers", "environment"]), hint: z.string(), updatedAt: z.string() })
    .nullable(),
  /** null = its server never asked for a sign-in. */
  signIn: connectionSignInSchema.nullable(),
  report: z.array(connectStepSchema),
  createdBy: z.object({ id: idSchema, name: z.string().nullable(), email: z.string() }),
  createdAt: z.string(),
  /** The last 24 hours; `hours` is oldest first, 24 numbers. */
  usage: z.object({
    calls: z.number().int(),
    failures: z.number().int(),
    p95Ms: z.number().nullable(),
    hours: z.array(z.number().int()),
  }),
});
export type Connection = z.infer<typeof connectionSchema>;

/** A connection is named by id or slug everywhere. */
export const connectionRef = z.object({ connection: z.string().min(1).max(128) });
export type ConnectionRef = z.infer<typeof connectionRef>;

export const updateConnectionInput = connectionRef.extend({
  name: connectionName.optional(),
  isPaused: z.boolean().optional(),
  url: z.string().trim().min(1).max(2048).optional(),
  /** null removes it. */
  credential: credentialInput.nullable().optional(),
  /** Owners and admins only. */
  accounts: accountsSchema.optional(),
});
export type UpdateConnectionInput = z.infer<typeof updateConnectionInput>;

/** Begins a sign-in in the browser that asks. */
export const startSignInInput = connectionRef.extend({
  /** Whether it happens in a window of its own, which closes by itself. */
  isPopup: z.boolean().default(false),
});
export type StartSignInInput = z.input<typeof startSignInInput>;

/** An app that somebody registered with a connection's provider. */
export const setConnectionClientInput = connectionRef.extend({
  clientId: z.string().trim().min(1, "Paste the client id.").max(2048),
  clientSecret: headerValue.max(2048).optional(),
});
export type SetConnectionClientInput = z.infer<typeof setConnectionClientInput>;

/** What became of the tokens at the provider. */
export const signOutResultSchema = z.object({
  slug: z.string(),
  revoked: z.enum(["revoked", "not_offered", "failed"]),
  message: z.string(),
});
export type SignOutResult = z.infer<typeof signOutResultSchema>;

export const allowedUpstreamSchema = z.object({
  host: z.string(),
  port: z.number().int(),
  reason: z.string().nullable(),
  /** `setting` for entries of PATCHOPS_UPSTREAM_ALLOW, which only the operator can remove. */
  source: z.enum(["setting", "admin"]),
  createdAt: z.string().nullable(),
});
export type AllowedUpstream = z.infer<typeof allowedUpstreamSchema>;

export const allowUpstreamInput = z.object({
  host: z.string().trim().toLowerCase().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  reason: z.string().trim().max(200).optional(),
});
export type AllowUpstreamInput = z.infer<typeof allowUpstreamInput>;

export const previewUpstreamInput = allowUpstreamInput
  .omit({ reason: true })
  .extend({ change: z.enum(["allow", "remove"]) });
export type PreviewUpstreamInput = z.infer<typeof previewUpstreamInput>;

/** A connection that a change of the list would let through, or refuse. */
export interface ConcernedConnection {
  name: string;
  organization: string;
}
