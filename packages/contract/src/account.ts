import { z } from "zod";
import { roleSchema, scopeSchema } from "./access.ts";
import { idSchema } from "./id.ts";
import { impersonationSchema } from "./impersonation.ts";
import { invitationTokenSchema } from "./invitation-token.ts";

export const emailSchema = z
  .email("Enter a mail address like you@example.com.")
  .max(254)
  .trim()
  .toLowerCase();
/** Long passwords are refused before they are hashed. */
export const passwordSchema = z
  .string()
  .min(10, "Use at least 10 characters.")
  .max(256, "Use at most 256 characters.");
const nameSchema = z.string().trim().min(1).max(100);

export const signUpInput = z.object({
  email: emailSchema,
  password: passwordSchema,
  name: nameSchema.optional(),
  /** The code printed at start; it makes the first account the instance's owner when HOST is not loopback. */
  ownerCode: z.string().max(64).optional(),
  /** Of an invitation's link: the account joins that organization, and is made where sign-up is closed as well. */
  invitation: invitationTokenSchema.optional(),
  /** Of the link of an invitation from the waitlist, which is for this address alone. */
  waitlist: z.string().max(64).optional(),
  /** The version of the terms of use that the person was shown and takes. */
  terms: z.string().max(32).optional(),
});
export type SignUpInput = z.infer<typeof signUpInput>;

export const logInInput = z.object({
  email: emailSchema,
  password: z.string().min(1).max(256),
  /** Of an invitation's link, which is accepted with the login. */
  invitation: invitationTokenSchema.optional(),
});
export type LogInInput = z.infer<typeof logInInput>;

export const acceptTermsInput = z.object({ version: z.string().max(32) });
export type AcceptTermsInput = z.infer<typeof acceptTermsInput>;

export const updateAccountInput = z.object({ name: nameSchema.nullable() });
export type UpdateAccountInput = z.infer<typeof updateAccountInput>;

export const changePasswordInput = z.object({
  currentPassword: z.string().min(1).max(256),
  newPassword: passwordSchema,
});
export type ChangePasswordInput = z.infer<typeof changePasswordInput>;

/** What the mailed link holds. */
const linkTokenSchema = z.string().min(20).max(100);

export const changeEmailInput = z.object({
  email: emailSchema,
  /** The account's, where it has one. */
  password: z.string().min(1).max(256).optional(),
});
export type ChangeEmailInput = z.infer<typeof changeEmailInput>;

export const confirmEmailInput = z.object({ token: linkTokenSchema });
export type ConfirmEmailInput = z.infer<typeof confirmEmailInput>;

export const requestPasswordResetInput = z.object({ email: emailSchema });
export type RequestPasswordResetInput = z.infer<typeof requestPasswordResetInput>;

export const resetPasswordInput = z.object({ token: linkTokenSchema, password: passwordSchema });
export type ResetPasswordInput = z.infer<typeof resetPasswordInput>;

export const setPreferenceInput = z.object({
  key: z.enum(["setupHidden", "compactRows", "columns"]),
  value: z.json(),
});
export type SetPreferenceInput = z.infer<typeof setPreferenceInput>;

/** Who is asking, as `account.current` answers it. */
export const currentAccountSchema = z.object({
  user: z.object({
    id: idSchema,
    email: z.string(),
    /** When its owner confirmed it; null = not yet. */
    emailVerifiedAt: z.string().nullable(),
    /** The version of the terms of use that the person has not taken yet; null = none. */
    termsToAccept: z.string().nullable(),
    /** The address that is to take its place, once it is confirmed. */
    pendingEmail: z.string().nullable(),
    /** Why mails to it came back; nothing is sent to it until that is mended. */
    mailProblem: z.string().nullable(),
    name: z.string().nullable(),
    isInstanceAdmin: z.boolean(),
    preferences: z.record(z.string(), z.json()),
    createdAt: z.string(),
  }),
  organization: z.object({
    id: idSchema,
    name: z.string(),
    plan: z.string(),
    /** Since when and why nothing runs in it, and whom to write to; null = it works. */
    freeze: z
      .object({ since: z.string(), reason: z.string().nullable(), contact: z.string().nullable() })
      .nullable(),
  }),
  role: roleSchema,
  scopes: z.array(scopeSchema),
  /** Set where an admin of the instance looks at what this person sees; nothing can be changed then. */
  impersonation: impersonationSchema.nullable(),
  /** `user` for a browser login, `api_key` for a key. */
  via: z.enum(["user", "api_key"]),
});
export type CurrentAccount = z.infer<typeof currentAccountSchema>;

/** The CLI's `setup`: the answer that scripts read. */
export const setupOutput = z.object({ userId: idSchema, organizationId: idSchema, apiKey: z.string() });
export type SetupOutput = z.infer<typeof setupOutput>;

export const loginSessionSchema = z.object({
  /** The first characters of the stored hash: enough to name it, useless to log in with. */
  id: z.string(),
  isCurrent: z.boolean(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
});
export type LoginSession = z.infer<typeof loginSessionSchema>;

/** A login, or a try that was refused. */
export const loginEventSchema = z.object({
  id: idSchema,
  at: z.string(),
  outcome: z.enum(["success", "failure"]),
  /** By what: `password`, `passkey`, `sign_up`, or a provider's id. */
  method: z.string(),
  /** A browser that the account did not know yet. */
  isNewDevice: z.boolean(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
});
export type LoginEvent = z.infer<typeof loginEventSchema>;

export const loginHistoryInput = z.object({
  limit: z.int().min(1).max(100).optional(),
  cursor: z.string().max(64).optional(),
});
export type LoginHistoryInput = z.infer<typeof loginHistoryInput>;

export const revokeLoginSessionInput = z.object({ id: z.string().min(8).max(64) });
export type RevokeLoginSessionInput = z.infer<typeof revokeLoginSessionInput>;

export const renameOrganizationInput = z.object({ name: nameSchema });
export type RenameOrganizationInput = z.infer<typeof renameOrganizationInput>;
