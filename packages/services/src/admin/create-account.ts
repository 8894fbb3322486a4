import { type SetupOutput, type SignUpInput, scopes } from "@patchops/contract";
import { createAccount, hashNewPassword, readOwnershipLocked } from "../account/index.ts";
import { insertApiKey } from "../apikey/index.ts";
import { recordAudit } from "../audit/index.ts";
import type { Services } from "../context.ts";
import { operator } from "./operator.ts";

/**
 * `patchops setup`: an account with its organization and an API key that may do everything. The first one owns the instance;
 * sign-up may be closed. Throws `conflict` when the mail address has an account.
 */
export async function createAccountAsOperator(
  services: Services,
  input: Omit<SignUpInput, "ownerCode">,
): Promise<SetupOutput> {
  const passwordHash = await hashNewPassword(input.password);
  return createAccount(
    services,
    // The operator vouches for it.
    { email: input.email, passwordHash, name: input.name ?? null, emailVerifiedAt: new Date().toISOString() },
    {
      isOwner: async (trx) => !(await readOwnershipLocked(trx)).hasAdmin,
      after: async (trx, { userId, organizationId }) => {
        const actor = operator(organizationId);
        await recordAudit(trx, actor, {
          action: "account.create",
          targetKind: "user",
          targetId: userId,
        });
        const { key } = await insertApiKey(
          trx,
          { organizationId, userId, name: "Setup", scopes, profile: null, expiresAt: null },
          actor,
        );
        return { userId, organizationId, apiKey: key };
      },
    },
  );
}
