import { z } from "zod";
import { scopeSchema } from "./access.ts";
import { budgetSchema } from "./budget.ts";
import { idSchema } from "./id.ts";

export const createApiKeyInput = z.object({
  name: z.string().trim().min(1, "Give the key a name.").max(100),
  /** Default: all scopes of its owner except those that decide over people, keys, policies and approvals. */
  scopes: z.array(scopeSchema).min(1).optional(),
  /** The slug of the profile that it is for; default: free, so that it reaches every endpoint. */
  profile: z.string().min(1).max(64).optional(),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
  /** The service account that it is for, instead of its maker; owners and admins only. */
  serviceAccount: idSchema.optional(),
});
export type CreateApiKeyInput = z.infer<typeof createApiKeyInput>;

export const apiKeySchema = z.object({
  id: idSchema,
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(scopeSchema),
  profile: z.string().nullable(),
  createdBy: z.object({ id: idSchema, name: z.string().nullable(), email: z.string() }),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  /** From where; forgotten when the instance no longer keeps it. */
  lastUsedAddress: z.string().nullable(),
  lastUsedAgent: z.string().nullable(),
  revokedAt: z.string().nullable(),
  /** Its budget; null = none of its own. */
  callsPerMonth: z.number().int().nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

/** The only answer that ever holds the key itself. */
export const createdApiKeySchema = z.object({
  id: idSchema,
  key: z.string(),
  name: z.string(),
  prefix: z.string(),
});
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>;

export const setApiKeyBudgetInput = z.object({ id: idSchema, callsPerMonth: budgetSchema });
export type SetApiKeyBudgetInput = z.infer<typeof setApiKeyBudgetInput>;

export const revokeApiKeyInput = z.object({ id: idSchema });
export type RevokeApiKeyInput = z.infer<typeof revokeApiKeyInput>;

export const revokedApiKeySchema = z.object({ id: idSchema, revokedAt: z.string() });
export type RevokedApiKey = z.infer<typeof revokedApiKeySchema>;
