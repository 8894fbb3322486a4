import { z } from "zod";
import { roleSchema, scopeSchema } from "./access.ts";
import { idSchema } from "./id.ts";

export const createServiceAccountInput = z.object({
  name: z.string().trim().min(1, "Give the service account a name.").max(100),
  role: roleSchema.exclude(["owner"]).default("member"),
  /** What its keys may do at most. Default: all of its role but what decides over people, keys, policies and approvals. */
  scopes: z.array(scopeSchema).min(1).optional(),
});
export type CreateServiceAccountInput = z.input<typeof createServiceAccountInput>;

/** A member that is no person: its keys are nobody's, and stay when whoever made them leaves. */
export const serviceAccountSchema = z.object({
  /** Names it where calls and keys name a person. */
  userId: idSchema,
  name: z.string(),
  role: roleSchema,
  scopes: z.array(scopeSchema),
  createdBy: z.object({ id: idSchema, name: z.string().nullable(), email: z.string() }).nullable(),
  createdAt: z.string(),
  /** Keys that stand. */
  apiKeys: z.number().int(),
});
export type ServiceAccount = z.infer<typeof serviceAccountSchema>;

export const serviceAccountRef = z.object({ userId: idSchema });
export type ServiceAccountRef = z.infer<typeof serviceAccountRef>;
