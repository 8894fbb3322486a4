import type { ProviderIdentity } from "@patchops/auth";
import type { Transaction } from "@patchops/db";
import { recordAudit } from "../../audit/index.ts";
import type { Visit } from "../../context.ts";
import type { OpenInvitation } from "../../invitation/index.ts";
import { startLoginSession } from "../../session/index.ts";
import { isInvitedFromWaitlist, leaveWaitlist } from "../../waitlist/index.ts";
import { type CreatedAccount, createAccount } from "../create.ts";
import { createInvitedAccount } from "../create-invited.ts";
import { decideOwner } from "../decide-owner.ts";
import { readOwnershipLocked } from "../first-account.ts";
import type { LoggedIn } from "../sign-up.ts";
import { countSignUpTry } from "../throttle.ts";
import { insertIdentity } from "./insert-identity.ts";

/** An account without a password for whom a provider vouches, as the sign-up mode allows. Throws like `signUp`. */
export async function signUpByIdentity(
  visit: Visit,
  given: {
    provider: string;
    identity: ProviderIdentity & { email: string };
    hasOwnerCode: boolean;
    invitation: OpenInvitation | null;
  },
): Promise<LoggedIn> {
  const { settings } = visit.services;
  const { provider, identity, hasOwnerCode } = given;
  await countSignUpTry(visit);
  const name = identity.name?.trim().slice(0, 100) || null;
  const account = {
    email: identity.email,
    passwordHash: null,
    name,
    emailVerifiedAt: new Date().toISOString(),
  };
  const after = async (trx: Transaction, { userId, organizationId }: CreatedAccount): Promise<LoggedIn> => {
    await insertIdentity(trx, { userId, provider, identity });
    await leaveWaitlist(trx, identity.email);
    const login = await startLoginSession(visit, trx, { userId, organizationId, method: "sign_up" });
    const { address, requestId } = visit;
    await recordAudit(
      trx,
      { organizationId, kind: "user", id: userId, address, requestId },
      { action: "account.sign_up", targetKind: "user", targetId: userId, data: { provider } },
    );
    return { userId, organizationId, ...login };
  };
  if (given.invitation !== null) {
    return createInvitedAccount(visit, { ...account, invitation: given.invitation }, after);
  }
  return createAccount(visit.services, account, {
    isOwner: async (trx) =>
      decideOwner(settings, await readOwnershipLocked(trx), {
        code: hasOwnerCode ? (settings.ownerCode ?? undefined) : undefined,
        isInvited: await isInvitedFromWaitlist(trx, { email: identity.email, isProved: true }),
      }),
    after,
  });
}
