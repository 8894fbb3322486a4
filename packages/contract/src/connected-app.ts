import { z } from "zod";
import { roleSchema, scopeSchema } from "./access.ts";
import { idSchema } from "./id.ts";

/** An OAuth client as people are shown it. Its name is its own claim; only `host` may be proven. */
export const oauthClientSchema = z.object({
  name: z.string(),
  /** The domain that vouches for it: of its metadata document, else of its redirect; null = an app on one's own machine. */
  host: z.string().nullable(),
  /** Whether `host` was proven by fetching the client's document from it. */
  isVerified: z.boolean(),
});
export type OAuthClient = z.infer<typeof oauthClientSchema>;

/** What the consent page shows: who asks for what, and what the person may give. */
export const consentRequestSchema = z.object({
  client: oauthClientSchema,
  redirectUri: z.string(),
  /** The endpoint's path: `/mcp`, `/mcp/p/<profile>`, `/mcp/c/<connection>`. */
  endpoint: z.string(),
  requestedScopes: z.array(scopeSchema),
  user: z.object({ email: z.string(), name: z.string().nullable() }),
  organizations: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      role: roleSchema,
      /** The requested ones that this role may give. */
      scopes: z.array(scopeSchema),
      /** What was allowed to the same client before; empty = nothing. */
      grantedScopes: z.array(scopeSchema),
      /** What the endpoint's profile shows in this organization; null = it has none of that slug. Missing for other endpoints. */
      profile: z.object({ name: z.string(), tools: z.number().int() }).nullable().optional(),
    }),
  ),
  currentOrganizationId: idSchema,
});
export type ConsentRequest = z.infer<typeof consentRequestSchema>;

export const decideConsentInput = z.discriminatedUnion("decision", [
  z.object({
    decision: z.literal("allow"),
    organizationId: idSchema,
    scopes: z.array(scopeSchema).min(1, "Choose at least one thing that it may do."),
  }),
  z.object({ decision: z.literal("deny") }),
]);
export type DecideConsentInput = z.infer<typeof decideConsentInput>;

/** Where the browser goes on. */
export const consentDecisionSchema = z.object({ redirectTo: z.string() });
export type ConsentDecision = z.infer<typeof consentDecisionSchema>;

/** A client that somebody signed in from: all its sign-ins of one person in one organization. */
export const connectedAppSchema = z.object({
  /** Of its newest sign-in. */
  id: idSchema,
  clientId: z.string(),
  client: oauthClientSchema,
  /** Its sign-ins' endpoints, as paths. */
  endpoints: z.array(z.string()),
  scopes: z.array(scopeSchema),
  user: z.object({ id: idSchema, name: z.string().nullable(), email: z.string() }),
  organization: z.object({ id: idSchema, name: z.string() }),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  expiresAt: z.string(),
  /** Sign-ins that stand. */
  signIns: z.number().int(),
  /** MCP sessions that it has open. */
  sessions: z.number().int(),
});
export type ConnectedApp = z.infer<typeof connectedAppSchema>;

export const revokeConnectedAppInput = z.object({ id: idSchema });
export type RevokeConnectedAppInput = z.infer<typeof revokeConnectedAppInput>;

export const revokedConnectedAppSchema = z.object({ id: idSchema, revokedAt: z.string() });
export type RevokedConnectedApp = z.infer<typeof revokedConnectedAppSchema>;
