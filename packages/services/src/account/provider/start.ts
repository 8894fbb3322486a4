import { AppError, type StartProviderLoginInput } from "@patchops/contract";
import { createToken, equalConstantTime, hashToken } from "@patchops/vault";
import { sql } from "kysely";
import type { Visit } from "../../context.ts";
import { countFailedSignUp, countProviderLogin } from "../throttle.ts";
import { addressOfLogin } from "./address-of-login.ts";
import { providerCookie } from "./browser-cookie.ts";
import { ownPath } from "./own-path.ts";
import { requireProvider } from "./require-provider.ts";
import { storedInvitation } from "./stored-invitation.ts";

/** How long a person may take at the provider (S12). */
const timeoutMinutes = 10;

/**
 * Begins a login by a provider in the browser that asks; `loginSessionId`: to link it to the account that is logged in there.
 * Answers where the browser goes, and the cookie that binds it. Throws `not_found`, `rate_limited`, `owner_code_required`,
 * `unavailable`.
 */
export async function startProviderLogin(
  visit: Visit,
  input: StartProviderLoginInput,
  browser: { cookieHeader: string | undefined; loginSessionId: string | null },
): Promise<{ url: string; cookie: string }> {
  const { services } = visit;
  const { settings, database } = services;
  const provider = requireProvider(services, input.provider);
  await countProviderLogin(visit);
  const { ownerCode } = input;
  const hasOwnerCode =
    settings.ownerCode !== null &&
    ownerCode !== undefined &&
    equalConstantTime(ownerCode.trim(), settings.ownerCode);
  if (ownerCode !== undefined && !hasOwnerCode) {
    await countFailedSignUp(visit);
    throw new AppError("owner_code_required", "That is not the code that was printed at start.", {
      next: "Copy the code from the terminal in which PatchOps runs.",
      details: { field: "ownerCode" },
    });
  }
  const token = providerCookie.read(settings, browser.cookieHeader) ?? createToken();
  const state = createToken();
  const url = await addressOfLogin(provider, { token, state });
  await database.transaction(async (trx) => {
    await trx.deleteFrom("providerLogins").where("expiresAt", "<=", sql<string>`now()`).execute();
    await trx
      .insertInto("providerLogins")
      .values({
        stateHash: hashToken(state),
        browserHash: hashToken(token),
        provider: provider.id,
        loginSessionId: browser.loginSessionId,
        hasOwnerCode,
        invitation: input.invitation === undefined ? null : storedInvitation(input.invitation),
        next: ownPath(input.next, settings.publicUrl),
        expiresAt: sql<string>`now() + make_interval(mins => ${timeoutMinutes})`,
      })
      .execute();
  });
  return { url: url.href, cookie: providerCookie.write(settings, token) };
}
