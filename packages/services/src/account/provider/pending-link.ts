import { AppError, type ConfirmLinkInput, type PendingLink } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { hashToken } from "@patchops/vault";
import { sql } from "kysely";
import { recordAudit } from "../../audit/index.ts";
import type { Visit } from "../../context.ts";
import { logIn } from "../log-in.ts";
import type { LoggedIn } from "../sign-up.ts";
import { providerCookie } from "./browser-cookie.ts";
import { insertIdentity } from "./insert-identity.ts";
import { readStoredInvitation } from "./stored-invitation.ts";

function findPending(trx: Transaction, browserToken: string) {
  return trx
    .selectFrom("providerLogins")
    .select(["stateHash", "provider", "identity", "invitation", "next"])
    .where("browserHash", "=", hashToken(browserToken))
    .where("identity", "is not", null)
    .where("expiresAt", ">", sql<string>`now()`)
    .orderBy("createdAt", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** The provider's account that waits in this browser for the password of the account with its mail address; null without one. */
export async function pendingLink(
  { services }: Visit,
  cookieHeader: string | undefined,
): Promise<PendingLink | null> {
  const token = providerCookie.read(services.settings, cookieHeader);
  if (token === null) return null;
  const row = await services.database.transaction((trx) => findPending(trx, token));
  if (!row?.identity) return null;
  return { provider: row.provider, email: row.identity.email };
}

/**
 * Links what waits, once the password proves whose account it is, and logs in. Tries count like those of any login. Throws
 * `not_found` (nothing waits any more), `invalid_credentials`, `rate_limited`, `conflict`.
 */
export async function confirmPendingLink(
  visit: Visit,
  { password }: ConfirmLinkInput,
  cookieHeader: string | undefined,
): Promise<LoggedIn & { path: string }> {
  const { database, settings } = visit.services;
  const token = providerCookie.read(settings, cookieHeader);
  const row = token === null ? undefined : await database.transaction((trx) => findPending(trx, token));
  if (!row?.identity) {
    throw new AppError("not_found", "That took longer than 10 minutes.", {
      next: "Begin again with the provider's button.",
    });
  }
  const { identity, provider, stateHash, next } = row;
  const invitation = row.invitation === null ? undefined : readStoredInvitation(row.invitation);
  const { email } = identity;
  const loggedIn = await logIn(
    visit,
    { email, password, invitation },
    async (trx, { userId, organizationId }) => {
      await trx.deleteFrom("providerLogins").where("stateHash", "=", stateHash).execute();
      await insertIdentity(trx, { userId, provider, identity });
      const { address, requestId } = visit;
      await recordAudit(
        trx,
        { organizationId, kind: "user", id: userId, address, requestId },
        { action: "account.link_login", targetKind: "user", targetId: userId, data: { provider } },
      );
    },
  );
  return { ...loggedIn, path: next ?? "/" };
}
