import { z } from "zod";
import { roleSchema } from "./access.ts";
import { emailSchema } from "./account.ts";
import { budgetSchema } from "./budget.ts";
import { idSchema } from "./id.ts";
import { invitationTokenSchema } from "./invitation-token.ts";

const organizationName = z.string().trim().min(1, "Give the organization a name.").max(100);

export const createOrganizationInput = z.object({ name: organizationName });
export type CreateOrganizationInput = z.infer<typeof createOrganizationInput>;

export const organizationRef = z.object({ organizationId: idSchema });
export type OrganizationRef = z.infer<typeof organizationRef>;

/** An organization of the asking person; a key has one alone. */
export const organizationSummarySchema = z.object({
  id: idSchema,
  name: z.string(),
  role: roleSchema,
  isCurrent: z.boolean(),
});
export type OrganizationSummary = z.infer<typeof organizationSummarySchema>;

/** Where a person is after they have left; null = in none, and signed out. */
export const leftOrganizationSchema = z.object({ switchedTo: idSchema.nullable() });
export type LeftOrganization = z.infer<typeof leftOrganizationSchema>;

export const memberSchema = z.object({
  userId: idSchema,
  email: z.string(),
  name: z.string().nullable(),
  role: roleSchema,
  joinedAt: z.string(),
  lastSeenAt: z.string().nullable(),
  /** Their budget; null = none of their own. */
  callsPerMonth: z.number().int().nullable(),
});
export type Member = z.infer<typeof memberSchema>;

export const memberRef = z.object({ userId: idSchema });
export type MemberRef = z.infer<typeof memberRef>;

export const setMemberBudgetInput = memberRef.extend({ callsPerMonth: budgetSchema });
export type SetMemberBudgetInput = z.infer<typeof setMemberBudgetInput>;

export const setMemberRoleInput = memberRef.extend({ role: roleSchema });
export type SetMemberRoleInput = z.infer<typeof setMemberRoleInput>;

/** What ends with somebody's membership, and what passes on to another. */
export const memberHoldingsSchema = z.object({
  userId: idSchema,
  logins: z.number().int(),
  apiKeys: z.number().int(),
  apps: z.number().int(),
  sessions: z.number().int(),
  /** Own accounts that they have signed in at connections. */
  accounts: z.number().int(),
  /** Connections that they added. */
  connections: z.array(z.object({ id: idSchema, slug: z.string(), name: z.string() })),
});
export type MemberHoldings = z.infer<typeof memberHoldingsSchema>;

export const removeMemberInput = memberRef.extend({
  /** Whose the connections are then that they added; default: the asker's. */
  reassignTo: idSchema.optional(),
});
export type RemoveMemberInput = z.infer<typeof removeMemberInput>;

/** What came of a removal. */
export const removedMemberSchema = memberHoldingsSchema.extend({ reassignedTo: idSchema });
export type RemovedMember = z.infer<typeof removedMemberSchema>;

export const createInvitationInput = z.object({
  /** The only address whose account may use it; without one, whoever holds the link, once. */
  email: emailSchema.optional(),
  role: roleSchema.exclude(["owner"]).default("member"),
  daysValid: z.number().int().min(1).max(30).default(7),
  /** Sends the link to that address; it is in no answer then. */
  isMailed: z.boolean().default(false),
});
export type CreateInvitationInput = z.input<typeof createInvitationInput>;

export const invitationSchema = z.object({
  id: idSchema,
  email: z.string().nullable(),
  role: roleSchema,
  status: z.enum(["pending", "accepted", "revoked", "expired"]),
  invitedBy: z.object({ id: idSchema, name: z.string().nullable(), email: z.string() }),
  createdAt: z.string(),
  expiresAt: z.string(),
  mailedAt: z.string().nullable(),
  acceptedAt: z.string().nullable(),
});
export type Invitation = z.infer<typeof invitationSchema>;

/** The only answer that ever holds the link; null where it was mailed. */
export const createdInvitationSchema = invitationSchema.extend({ link: z.string().nullable() });
export type CreatedInvitation = z.infer<typeof createdInvitationSchema>;

export const invitationRef = z.object({ id: idSchema });
export type InvitationRef = z.infer<typeof invitationRef>;

export const invitationTokenInput = z.object({ token: invitationTokenSchema });
export type InvitationTokenInput = z.infer<typeof invitationTokenInput>;

/** What whoever holds the link is told before they join. */
export const invitationPreviewSchema = z.object({
  organization: z.object({ id: idSchema, name: z.string() }),
  role: roleSchema,
  email: z.string().nullable(),
  invitedBy: z.string(),
  expiresAt: z.string(),
  /** Whether somebody without an account may make one by it. */
  maySignUp: z.boolean(),
});
export type InvitationPreview = z.infer<typeof invitationPreviewSchema>;
