import { askPasskeyOptions } from "@patchops/auth";
import { AppError, type PasskeyAssertionInput } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { recordProof, requireLogin } from "../../session/index.ts";
import { assertPasskey } from "./assert.ts";
import { keepChallenge } from "./challenge.ts";
import { requireParty } from "./party.ts";
import { recordPasskeyUse } from "./record-use.ts";

/** What one of the asking person's passkeys is to sign before a dangerous act. Throws `conflict` when they have none. */
export async function startPasskeyProof(context: Context) {
  requireLogin(context, "account.startPasskeyProof");
  const { services, actor } = context;
  const party = requireParty(services);
  const known = await services.database.transaction((trx) =>
    trx.selectFrom("passkeys").select(["id", "transports"]).where("userId", "=", actor.userId).execute(),
  );
  if (known.length === 0) throw new AppError("conflict", "This account has no passkey.");
  const options = await askPasskeyOptions(party, known);
  const { challenge } = options;
  await keepChallenge(services, { challenge, kind: "passkey_prove", userId: actor.userId });
  return options;
}

/** The asking person proves by a passkey who they are. Throws `invalid_credentials`. */
export async function proveByPasskey(context: Context, input: PasskeyAssertionInput): Promise<void> {
  const loginSessionId = requireLogin(context, "account.proveByPasskey");
  const { services, actor } = context;
  const { userId, organizationId } = actor;
  const passkey = await assertPasskey(services, input, { kind: "passkey_prove", userId });
  await services.database.withOrganization(organizationId, async (trx) => {
    if (!(await recordPasskeyUse(trx, passkey))) {
      throw new AppError("invalid_credentials", "This passkey was taken away.");
    }
    await recordProof(trx, context, { loginSessionId, method: "passkey" });
  });
}
