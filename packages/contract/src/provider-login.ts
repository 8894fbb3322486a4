import { z } from "zod";
import { invitationTokenSchema } from "./invitation-token.ts";

export const loginProviderSchema = z.enum(["github", "google"]);
export type LoginProviderId = z.infer<typeof loginProviderSchema>;

export const startProviderLoginInput = z.object({
  provider: loginProviderSchema,
  /** Where to go then: a path of ours; anything else is left out. */
  next: z.string().max(2048).optional(),
  /** The code printed at start, for the first account. */
  ownerCode: z.string().max(64).optional(),
  /** Of an invitation's link, which is accepted with the login. */
  invitation: invitationTokenSchema.optional(),
});
export type StartProviderLoginInput = z.infer<typeof startProviderLoginInput>;

export const linkLoginInput = z.object({ provider: loginProviderSchema });

/** Proves whose account it is that a provider's account with its mail address is to be linked to. */
export const confirmLinkInput = z.object({ password: z.string().min(1).max(256) });
export type ConfirmLinkInput = z.infer<typeof confirmLinkInput>;

export const unlinkLoginInput = z.object({ provider: loginProviderSchema });
export type UnlinkLoginInput = z.infer<typeof unlinkLoginInput>;

export interface PendingLink {
  provider: string;
  email: string;
}

/** The ways into the asking person's account. */
export interface LinkedLogins {
  hasPassword: boolean;
  hasPasskey: boolean;
  linked: { provider: string; email: string | null; createdAt: string; lastUsedAt: string | null }[];
  /** Providers of this instance that can be linked besides. */
  available: LoginProviderId[];
}

/** Why a login by a provider came to nothing, in the address of the page that it ends at. */
export const providerLoginProblems = [
  "cancelled",
  "expired",
  "invitation",
  "linked_elsewhere",
  "no_verified_email",
  "owner_code_required",
  "rate_limited",
  "refused",
  "signup_closed",
  "sso_domain",
  "sso_other_person",
  "suspended",
  "unreachable",
] as const;
export type ProviderLoginProblem = (typeof providerLoginProblems)[number];
