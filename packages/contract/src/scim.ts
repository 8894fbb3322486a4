import { z } from "zod";
import { roleSchema } from "./access.ts";
import { idSchema } from "./id.ts";

/** Keywords of RFC 7644, table 9, by which a directory tells why it was refused. */
export const scimErrorTypes = [
  "invalidFilter",
  "uniqueness",
  "invalidSyntax",
  "invalidPath",
  "noTarget",
  "invalidValue",
] as const;
export type ScimErrorType = (typeof scimErrorTypes)[number];

export const createScimTokenInput = z.object({
  name: z.string().trim().min(1, "Give the token a name.").max(100),
});
export type CreateScimTokenInput = z.input<typeof createScimTokenInput>;

export interface CreatedScimToken {
  id: string;
  name: string;
  /** The token up to its secret. */
  prefix: string;
  /** Shown once. */
  token: string;
}

export const scimTokenRef = z.object({ id: idSchema });
export type ScimTokenRef = z.infer<typeof scimTokenRef>;

export const setScimGroupRoleInput = z.object({
  id: idSchema,
  /** Null = the group says nothing of roles. Who owns the organization is decided by people. */
  role: roleSchema.exclude(["owner"]).nullable(),
});
export type SetScimGroupRoleInput = z.infer<typeof setScimGroupRoleInput>;

/** How an organization's directory provisions its people. */
export const scimSchema = z.object({
  /** What the directory is told as the endpoint's address. */
  url: z.string(),
  tokens: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      prefix: z.string(),
      createdAt: z.string(),
      lastUsedAt: z.string().nullable(),
      lastUsedAddress: z.string().nullable(),
    }),
  ),
  users: z.object({ all: z.number(), active: z.number() }),
  groups: z.array(
    z.object({
      id: idSchema,
      displayName: z.string(),
      role: roleSchema.nullable(),
      members: z.number(),
    }),
  ),
  /** What was refused, the newest first; 50 are kept. */
  problems: z.array(
    z.object({
      id: idSchema,
      at: z.string(),
      /** `POST /Users`. */
      request: z.string(),
      /** Whom or which group it was about. */
      subject: z.string().nullable(),
      status: z.number(),
      detail: z.string(),
    }),
  ),
});
export type Scim = z.infer<typeof scimSchema>;
