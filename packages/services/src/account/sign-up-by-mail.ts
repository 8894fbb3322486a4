import { AppError, type SignUpInput } from "@patchops/contract";
import { hashToken } from "@patchops/vault";
import type { Visit } from "../context.ts";
import { queueMail } from "../mail/index.ts";
import { openAuth } from "../session/index.ts";
import { type LoggedIn, signUp } from "./sign-up.ts";

/**
 * `signUp` as a stranger asks for it. Where mail addresses have to be confirmed, one answer (null: a mail says how it goes on) for an
 * address that is free and one that has an account (S20); who owns the instance, or comes by an invitation's link, is logged in.
 */
export async function signUpByMail(visit: Visit, input: SignUpInput): Promise<LoggedIn | null> {
  const { services } = visit;
  if (!services.settings.requiresVerifiedEmail || input.invitation !== undefined) return signUp(visit, input);
  try {
    const login = await signUp(visit, input);
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
