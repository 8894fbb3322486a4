import type { StartSingleSignOnInput } from "@patchops/contract";
import { createToken, hashToken } from "@patchops/vault";
import { sql } from "kysely";
import type { Visit } from "../../context.ts";
import { findDomainOwner, noSingleSignOn, openSingleSignOn } from "../../singlesignon/index.ts";
import { addressOfLogin } from "../provider/address-of-login.ts";
import { providerCookie } from "../provider/browser-cookie.ts";
import { ownPath } from "../provider/own-path.ts";
import { countProviderLogin } from "../throttle.ts";
import { beginningOf } from "./begun.ts";

/**
 * Begins a login by the OpenID provider of the organization whose domain the address has. Answers where the browser goes, and the
 * cookie that binds it. Throws `not_found`, `rate_limited`, `unavailable`.
 */
export async function startSingleSignOn(
  visit: Visit,
  { email, next }: StartSingleSignOnInput,
  cookieHeader: string | undefined,
): Promise<{ url: string; cookie: string }> {
  const { services } = visit;
  const { settings, database } = services;
  await countProviderLogin(visit);
  const organizationId = await findDomainOwner(database, email.slice(email.lastIndexOf("@") + 1));
  if (organizationId === null) throw noSingleSignOn();
  const { provider } = await openSingleSignOn(services, organizationId);
  const token = providerCookie.read(settings, cookieHeader) ?? createToken();
  const state = createToken();
  const url = await addressOfLogin(provider, { token, state });
  url.searchParams.set("login_hint", email);
  await database.transaction((trx) =>
    trx
      .insertInto("providerLogins")
      .values({
        stateHash: hashToken(state),
        browserHash: hashToken(token),
        provider: beginningOf(organizationId),
        loginSessionId: null,
        invitation: null,
        next: ownPath(next, settings.publicUrl),
        expiresAt: sql<string>`now() + make_interval(mins => 10)`,
      })
      .execute(),
  );
  return { url: url.href, cookie: providerCookie.write(settings, token) };
}
