import { AppError, type SignUpInput, termsVersion } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { recordAudit } from "../audit/index.ts";
import type { Visit } from "../context.ts";
import { findInvitation, requireAddress } from "../invitation/index.ts";
import { type StartedLogin, startLoginSession } from "../session/index.ts";
import { isInvitedFromWaitlist, leaveWaitlist } from "../waitlist/index.ts";
import { storeTerms } from "./accept-terms.ts";
import { type CreatedAccount, createAccount } from "./create.ts";
import { createInvitedAccount } from "./create-invited.ts";
import { decideOwner } from "./decide-owner.ts";
import { sendVerification } from "./email/send-verification.ts";
import { type Ownership, readOwnership, readOwnershipLocked } from "./first-account.ts";
import { hashNewPassword } from "./password.ts";
import { countFailedSignUp, countSignUpTry } from "./throttle.ts";

/** Of `signUp` and `logIn`. */
export interface LoggedIn extends StartedLogin {
  userId: string;
  organizationId: string;
}

export interface SignUpSteps {
  /** Called after what is the same for a free address and one that has an account. */
  onChecked?: (() => void) | undefined;
  /** Of the password. Tests make hundreds of accounts with the same one, whose hash they keep. */
  hash?: (password: string) => Promise<string>;
}

/**
 * Makes an account with its organization and logs it in. The first account owns the instance; when the instance has an
 * owner code (HOST is not loopback), only an account that gives it does. By an invitation's link it joins that organization instead;
 * by one from the waitlist it is made where sign-up is not open.
 * Throws `signup_closed`, `owner_code_required`, `rate_limited`, or `conflict` (the mail address has an account).
 */
export async function signUp(
  visit: Visit,
  input: SignUpInput,
  { onChecked, hash = hashNewPassword }: SignUpSteps = {},
): Promise<LoggedIn> {
  const { settings, database } = visit.services;
  await countSignUpTry(visit);
  const mayOwn = async (trx: Transaction, ownership: Ownership) =>
    decideOwner(settings, ownership, {
      code: input.ownerCode,
      isInvited: await isInvitedFromWaitlist(trx, { email: input.email, token: input.waitlist }),
    });
  try {
    const { email } = input;
    const invitation =
      input.invitation === undefined ? null : await findInvitation(visit.services, input.invitation);
    if (invitation !== null) requireAddress(invitation, email);
    else await database.transaction(async (trx) => mayOwn(trx, await readOwnership(trx)));
    const passwordHash = await hash(input.password);
    onChecked?.();
    // Whoever holds a link that was mailed alone has read the mail.
    const emailVerifiedAt = invitation?.isMailed ? new Date().toISOString() : null;
    const account = { email, passwordHash, name: input.name ?? null, emailVerifiedAt };
    const isVerified = emailVerifiedAt !== null;
    const after = (trx: Transaction, created: CreatedAccount) =>
      enter(visit, trx, { ...created, email, isVerified, terms: input.terms });
    if (invitation !== null) return await createInvitedAccount(visit, { ...account, invitation }, after);
    return await createAccount(visit.services, account, {
      isOwner: async (trx) => mayOwn(trx, await readOwnershipLocked(trx)),
      after,
    });
  } catch (error) {
    if (error instanceof AppError && ["conflict", "owner_code_required", "not_found"].includes(error.code)) {
      await countFailedSignUp(visit);
    }
    if (error instanceof AppError && error.code === "conflict") {
      throw new AppError("conflict", "That did not work. If you have an account, log in instead.");
    }
    throw error;
  }
}

async function enter(
  visit: Visit,
  trx: Transaction,
  {
    userId,
    organizationId,
    email,
    isVerified,
    terms,
  }: CreatedAccount & { email: string; isVerified: boolean; terms: string | undefined },
): Promise<LoggedIn> {
  const login = await startLoginSession(visit, trx, { userId, organizationId, method: "sign_up" });
  const { address, requestId } = visit;
  await recordAudit(
    trx,
    { organizationId, kind: "user", id: userId, address, requestId },
    { action: "account.sign_up", targetKind: "user", targetId: userId },
  );
  await leaveWaitlist(trx, email);
  if (terms === termsVersion) await storeTerms(trx, { userId, address });
  if (!isVerified) await sendVerification(visit.services, trx, { userId, organizationId, email });
  return { userId, organizationId, ...login };
}
