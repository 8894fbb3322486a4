import { AppError, type SignUpInput } from "@patchops/contract";
import { hashToken } from "@patchops/vault";
import type { Visit } from "../context.ts";
import { queueMail } from "../mail/index.ts";
import { openAuth } from "../session/index.ts";
import { readOwnership } from "./first-account.ts";
import { type LoggedIn, signUp } from "./sign-up.ts";

/**
 * `signUp` as a stranger asks for it. Where mail addresses have to be confirmed, one answer (null: a mail says how it goes on) for an
 * address that is free and one that has an account, which comes before either makes a difference (S20); who owns the instance, or
 * comes by an invitation's link, is logged in.
 */
export async function signUpByMail(visit: Visit, input: SignUpInput): Promise<LoggedIn | null> {
  const { services, requestId } = visit;
  if (!services.settings.requiresVerifiedEmail || input.invitation !== undefined) return signUp(visit, input);
  const { hasAdmin } = await services.database.transaction(readOwnership);
  if (!hasAdmin) return signUpUntold(visit, input);
  const checked = Promise.withResolvers<null>();
  const whole = signUpUntold(visit, input, () => checked.resolve(null));
  whole.catch((error: unknown) => {
    if (!(error instanceof AppError)) services.log.error({ error, requestId }, "a sign-up came to nothing");
  });
  return Promise.race([checked.promise, whole]);
}

/** Null for whom a mail alone tells what came of it. */
async function signUpUntold(
  visit: Visit,
  input: SignUpInput,
  onChecked?: () => void,
): Promise<LoggedIn | null> {
  const { services } = visit;
  try {
    const login = await signUp(visit, input, { onChecked });
    const { isInstanceAdmin } = await services.database.transaction((trx) =>
      trx
        .selectFrom("users")
        .select("isInstanceAdmin")
        .where("id", "=", login.userId)
        .executeTakeFirstOrThrow(),
    );
    if (isInstanceAdmin) return login;
    await openAuth(services).invalidate(hashToken(login.token));
    // The browser was not told that it is known: its first login is none of a stranger.
    await services.database.transaction((trx) =>
      trx.deleteFrom("knownDevices").where("userId", "=", login.userId).execute(),
    );
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "conflict") throw error;
    await services.database.transaction((trx) =>
      queueMail(services, trx, {
        kind: "account-exists",
        to: input.email,
        data: { url: `${services.settings.publicUrl}/login` },
      }),
    );
  }
  return null;
}
