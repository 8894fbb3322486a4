import { type ProviderIdentity, ProviderLoginError } from "@patchops/auth";
import { AppError, type ProviderLoginProblem } from "@patchops/contract";
import { createToken, hashToken } from "@patchops/vault";
import { sql } from "kysely";
import type { Visit } from "../../context.ts";
import { findInvitation } from "../../invitation/index.ts";
import { providerCookie } from "./browser-cookie.ts";
import { enterByIdentity } from "./enter-by-identity.ts";
import { linkIdentity } from "./link-identity.ts";
import { loginSecrets } from "./login-secrets.ts";
import { requireProvider } from "./require-provider.ts";
import { signUpByIdentity } from "./sign-up-by-identity.ts";
import { readStoredInvitation } from "./stored-invitation.ts";

interface FinishedProviderLogin {
  /** Where the browser goes now: a path of ours. */
  path: string;
  /** `Set-Cookie` values of the new login. */
  cookies: readonly string[];
}

/**
 * What becomes of a browser that a provider sent back: somebody is logged in or signed up, an account is linked, or a page of
 * ours says why not. Each state works once, within 10 minutes, in the browser that began (S12); no code is traded before.
 */
export async function finishProviderLogin(
  visit: Visit,
  returned: {
    provider: string;
    parameters: URLSearchParams;
    cookieHeader: string | undefined;
    loginSessionId: string | null;
  },
): Promise<FinishedProviderLogin> {
  const { services } = visit;
  const state = returned.parameters.get("state") ?? "";
  const token = providerCookie.read(services.settings, returned.cookieHeader);
  const begun = token === null ? undefined : await take(visit, { state, token, provider: returned.provider });
  if (begun === undefined || token === null) return problemAt("/login", "expired");
  const isLinking = begun.loginSessionId !== null;
  const place = isLinking ? "/settings/profile" : "/login";
  try {
    const provider = requireProvider(services, returned.provider);
    const identity = await provider.finish(returned.parameters, loginSecrets(token, state));
    if (isLinking) {
      // Logged out, or somebody else, meanwhile: nothing is linked to whoever is there now.
      if (begun.loginSessionId !== returned.loginSessionId) return problemAt("/login", "expired");
      await linkIdentity(visit, { provider: provider.id, identity, loginSessionId: begun.loginSessionId });
      return { path: `${place}?linked=${provider.id}`, cookies: [] };
    }
    return await enter(visit, { ...begun, provider: provider.id, identity, browserHash: hashToken(token) });
  } catch (error) {
    if (!(error instanceof ProviderLoginError) && !(error instanceof AppError)) throw error;
    services.log.warn({ error, provider: returned.provider }, "a login by a provider came to nothing");
    // Behind the address's #, which no log and no other site sees.
    const { appeal: ticket, deletion } = (error instanceof AppError && error.details) || {};
    if (typeof deletion === "string") return { path: `/deletion#token=${deletion}`, cookies: [] };
    const { path, cookies } = problemAt(place, problemOf(error), begun.next);
    return { path: typeof ticket === "string" ? `${path}#appeal=${ticket}` : path, cookies };
  }
}

interface Begun {
  loginSessionId: string | null;
  hasOwnerCode: boolean;
  invitation: string | null;
  next: string | null;
}

/** The login that a state belongs to, taken away at once: whatever comes of it, it is used. */
async function take(
  { services }: Visit,
  { state, token, provider }: { state: string; token: string; provider: string },
): Promise<Begun | undefined> {
  return services.database.transaction((trx) =>
    trx
      .deleteFrom("providerLogins")
      .where("stateHash", "=", hashToken(state))
      .where("browserHash", "=", hashToken(token))
      .where("provider", "=", provider)
      .where("expiresAt", ">", sql<string>`now()`)
      .where("identity", "is", null)
      .returning(["loginSessionId", "hasOwnerCode", "invitation", "next"])
      .executeTakeFirst(),
  );
}

async function enter(
  visit: Visit,
  given: Begun & { provider: "github" | "google"; identity: ProviderIdentity; browserHash: string },
): Promise<FinishedProviderLogin> {
  const { database } = visit.services;
  const { identity, provider, next } = given;
  const path = next ?? "/";
  const invitation =
    given.invitation === null
      ? null
      : await findInvitation(visit.services, readStoredInvitation(given.invitation));
  const known = await enterByIdentity(visit, identity, invitation);
  if (known !== null) return { path, cookies: known.cookies };
  const { email } = identity;
  if (email === null) return problemAt("/login", "no_verified_email", next);
  const owner = await database.transaction((trx) =>
    trx.selectFrom("users").select("id").where("email", "=", email).executeTakeFirst(),
  );
  if (owner === undefined) {
    const { cookies } = await signUpByIdentity(visit, {
      provider,
      identity: { ...identity, email },
      hasOwnerCode: given.hasOwnerCode,
      invitation,
    });
    return { path, cookies };
  }
  // The same mail address proves nothing: the account's password is asked, once.
  const { issuer, subject, name } = identity;
  await database.transaction((trx) =>
    trx
      .insertInto("providerLogins")
      .values({
        stateHash: hashToken(createToken()),
        browserHash: given.browserHash,
        provider,
        loginSessionId: null,
        invitation: given.invitation,
        next,
        identity: JSON.stringify({ issuer, subject, name, email }),
        expiresAt: sql<string>`now() + make_interval(mins => 10)`,
      })
      .execute(),
  );
  return { path: "/login?link=1", cookies: [] };
}

function problemOf(error: ProviderLoginError | AppError): ProviderLoginProblem {
  switch (error.code) {
    case "cancelled":
    case "unreachable":
    case "refused":
    case "signup_closed":
    case "owner_code_required":
    case "rate_limited":
      return error.code;
    case "account_suspended":
      return "suspended";
    case "conflict":
      return "linked_elsewhere";
    case "not_found":
    case "forbidden":
      return "invitation";
    default:
      return "refused";
  }
}

function problemAt(
  page: string,
  problem: ProviderLoginProblem,
  next: string | null = null,
): FinishedProviderLogin {
  const after = next === null ? "" : `&next=${encodeURIComponent(next)}`;
  return { path: `${page}?problem=${problem}${after}`, cookies: [] };
}
