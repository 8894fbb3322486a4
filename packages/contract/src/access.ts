import { z } from "zod";
import { roles, scopes } from "./vocabulary.ts";

export const scopeSchema = z.enum(scopes);
export type Scope = z.infer<typeof scopeSchema>;

/** One sentence for each scope, shown where it is granted. */
export const scopeDescriptions: Record<Scope, string> = {
  "tools:read": "See connections and their tools",
  "tools:call": "Call tools",
  "code:execute": "Run programs in the sandbox",
  "usage:read": "See activity and usage",
  "connections:manage": "Add, change and remove connections",
  "approvals:decide": "Approve and deny calls",
  "policies:manage": "Change profiles and policies",
  "keys:manage": "Create and revoke API keys",
  "organization:manage": "Manage the organization and its members",
  "data:export": "Export your data, and as an owner the organization's",
};

/** What lets a caller free itself of what is to bind it. */
const freeingScopes: readonly Scope[] = [
  "approvals:decide",
  "policies:manage",
  "keys:manage",
  "organization:manage",
];
/** What takes everything along at once. */
const exportingScopes: readonly Scope[] = ["data:export"];
/** What a key gets that names no scope: not what decides over people, keys, rules and approvals, and not what exports all data. */
export const ordinaryScopes: readonly Scope[] = scopes.filter(
  (scope) => ![...freeingScopes, ...exportingScopes].includes(scope),
);
/** What an OAuth client can be granted: no keys, which would outlive its grant, and no rules or approvals, which are to bind it. */
export const oauthScopes: readonly Scope[] = [...ordinaryScopes];
/** What a client gets that names no scope. */
export const defaultOAuthScopes: readonly Scope[] = ["tools:read", "tools:call"];

export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;
