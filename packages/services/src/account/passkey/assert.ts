import { readAssertion } from "@patchops/auth";
import { AppError, type PasskeyAssertionInput } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { takeChallenge } from "./challenge.ts";
import { requireParty } from "./party.ts";

export interface AssertedPasskey {
  id: string;
  userId: string;
  counter: number;
  isBackedUp: boolean;
}

/**
 * The passkey that has signed what it was asked to; `userId` null: anybody's. One answer for every reason why not. Throws
 * `invalid_credentials`.
 */
export async function assertPasskey(
  services: Services,
  assertion: PasskeyAssertionInput,
  { kind, userId }: { kind: "passkey_log_in" | "passkey_prove"; userId: string | null },
): Promise<AssertedPasskey> {
  const passkey = await services.database.transaction((trx) =>
    trx
      .selectFrom("passkeys")
      .select(["id", "userId", "publicKey", "counter", "transports"])
      .where("id", "=", assertion.id)
      .$if(userId !== null, (query) => query.where("userId", "=", userId ?? ""))
      .executeTakeFirst(),
  );
  const used =
    passkey &&
    (await readAssertion(
      requireParty(services),
      { assertion, passkey },
      takeChallenge(services, { kind, userId }),
    ));
  if (!passkey || !used) {
    throw new AppError("invalid_credentials", "That passkey is not known here, or took too long.", {
      next: "Try again, or use another way in.",
    });
  }
  return { id: passkey.id, userId: passkey.userId, ...used };
}
