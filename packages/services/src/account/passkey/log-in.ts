import { askPasskeyOptions } from "@patchops/auth";
import { AppError, type PasskeyAssertionInput } from "@patchops/contract";
import { recordAudit } from "../../audit/index.ts";
import type { Visit } from "../../context.ts";
import { startLoginSession } from "../../session/index.ts";
import { ensureMembership } from "../ensure-membership.ts";
import { requireActive } from "../require-active.ts";
import type { LoggedIn } from "../sign-up.ts";
import { countPasskeyLogin } from "../throttle.ts";
import { assertPasskey } from "./assert.ts";
import { keepChallenge } from "./challenge.ts";
import { requireParty } from "./party.ts";
import { recordPasskeyUse } from "./record-use.ts";

/** What a browser is to sign with whichever passkey it has for us. Throws `rate_limited`, `conflict`. */
export async function startPasskeyLogin(visit: Visit) {
  const party = requireParty(visit.services);
  await countPasskeyLogin(visit);
  const options = await askPasskeyOptions(party);
  await keepChallenge(visit.services, {
    challenge: options.challenge,
    kind: "passkey_log_in",
    userId: null,
  });
  return options;
}

/** Logs in whose passkey has signed. Throws `invalid_credentials`, `account_suspended`, `deletion_pending`. */
export async function logInByPasskey(visit: Visit, input: PasskeyAssertionInput): Promise<LoggedIn> {
  const { services, address, requestId } = visit;
  const { database } = services;
  const passkey = await assertPasskey(services, input, { kind: "passkey_log_in", userId: null });
  const { userId } = passkey;
  const user = await database.transaction((trx) =>
    trx
      .selectFrom("users")
      .select(["status", "suspensionReason"])
      .where("id", "=", userId)
      .executeTakeFirstOrThrow(),
  );
  await requireActive(services, { ...user, id: userId });
  const organizationId = await ensureMembership(visit, userId);
  return database.withOrganization(organizationId, async (trx) => {
    if (!(await recordPasskeyUse(trx, passkey))) {
      throw new AppError("invalid_credentials", "This passkey was taken away.", {
        next: "Sign in another way; Settings, Password adds a new one.",
      });
    }
    const login = await startLoginSession(visit, trx, { userId, organizationId, method: "passkey" });
    await recordAudit(
      trx,
      { organizationId, kind: "user", id: userId, address, requestId },
      { action: "account.log_in", targetKind: "user", targetId: userId, data: { method: "passkey" } },
    );
    return { userId, organizationId, ...login };
  });
}
