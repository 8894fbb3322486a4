import { z } from "zod";
import { idSchema } from "./id.ts";

/** A profile's slug or id. */
export const profileRef = z.object({ profile: z.string().min(1).max(64) });
export type ProfileRef = z.infer<typeof profileRef>;

export const profileSlugSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, "Lower-case letters, digits and hyphens, at most 32, a letter first.");

/** A name under which clients see a tool: what every client's model takes, with room for the client's own prefix. */
export const exposedNameSchema = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_-]{0,39}$/, "Letters, digits, _ and -, at most 40, no digit first.");

/** What a profile says of one tool; a tool that is as its connection, under its own name and words, has none. */
export const profileToolSchema = z.object({
  /** The organization's exposed name of it. */
  tool: z.string().min(1).max(128),
  /** null = as its connection. */
  isIncluded: z.boolean().nullable().default(null),
  /** Another name in this profile; null = the organization's. */
  name: exposedNameSchema.nullable().default(null),
  /** Another description; null = the server's own. */
  description: z.string().max(4_000).nullable().default(null),
});
export type ProfileTool = z.infer<typeof profileToolSchema>;

const profileName = z.string().trim().min(1, "Give the profile a name.").max(64);
/** Every connection with those to come, or these, by slug or id. */
const profileConnections = z.union([z.literal("all"), z.array(z.string().min(1).max(128)).max(1_000)]);

export const createProfileInput = z.object({
  name: profileName,
  /** Part of its address, for good; default: made of the name. */
  slug: profileSlugSchema.optional(),
  connections: profileConnections.default([]),
  tools: z.array(profileToolSchema).max(5_000).default([]),
  isDefault: z.boolean().default(false),
  /** Clients get three tools to search, describe and call with, in place of the list. Not with `isCodeMode`. */
  isToolSearch: z.boolean().default(false),
  /** Clients get three tools to search, describe and run programs with, in place of the list. */
  isCodeMode: z.boolean().default(false),
});
export type CreateProfileInput = z.input<typeof createProfileInput>;

/**
 * What is left out stays; `tools` replaces all that was said of single tools. Who turns on one of `isToolSearch` and `isCodeMode`
 * turns off the other.
 */
export const updateProfileInput = profileRef.extend({
  name: profileName.optional(),
  connections: profileConnections.optional(),
  tools: z.array(profileToolSchema).max(5_000).optional(),
  isDefault: z.boolean().optional(),
  isToolSearch: z.boolean().optional(),
  isCodeMode: z.boolean().optional(),
});
export type UpdateProfileInput = z.input<typeof updateProfileInput>;

export const profileSchema = z.object({
  id: idSchema,
  slug: z.string(),
  name: z.string(),
  /** Where clients reach it. */
  url: z.string(),
  isDefault: z.boolean(),
  isToolSearch: z.boolean(),
  isCodeMode: z.boolean(),
  /** Slugs. */
  connections: z.union([z.literal("all"), z.array(z.string())]),
  tools: z.array(profileToolSchema),
  /** What it offers now. */
  toolCount: z.number().int(),
  /** What those cost in a client's context, estimated at 4 characters a token. */
  contextTokens: z.number().int(),
  /** Keys bound to it that stand. */
  keys: z.number().int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Profile = z.infer<typeof profileSchema>;

export const removedProfileSchema = z.object({
  id: idSchema,
  slug: z.string(),
  /** What ended with it. */
  revokedKeys: z.number().int(),
  revokedApps: z.number().int(),
});
export type RemovedProfile = z.infer<typeof removedProfileSchema>;
