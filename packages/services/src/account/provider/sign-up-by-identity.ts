import type { ProviderIdentity } from "@patchops/auth";
import { recordAudit } from "../../audit/index.ts";
import type { Visit } from "../../context.ts";
import { startLoginSession } from "../../session/index.ts";
import { createAccount } from "../create.ts";
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
  },
): Promise<LoggedIn> {
  const { settings } = visit.services;
  const { provider, identity, hasOwnerCode } = given;
  await countSignUpTry(visit);
  const name = identity.name?.trim().slice(0, 100) || null;
  return createAccount(
    visit.services,
    { email: identity.email, passwordHash: null, name },
    {
      isOwner: async (trx) =>
        decideOwner(
          settings,
          await readOwnershipLocked(trx),
          hasOwnerCode ? (settings.ownerCode ?? undefined) : undefined,
        ),
      after: async (trx, { userId, organizationId }) => {
        await insertIdentity(trx, { userId, provider, identity });
        const { token, cookie } = await startLoginSession(visit, trx, { userId, organizationId });
        const { address, requestId } = visit;
        await recordAudit(
          trx,
          { organizationId, kind: "user", id: userId, address, requestId },
          { action: "account.sign_up", targetKind: "user", targetId: userId, data: { provider } },
        );
        return { userId, organizationId, token, cookie };
      },
    },
  );
}
