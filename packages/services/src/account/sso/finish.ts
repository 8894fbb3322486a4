import { type ProviderIdentity, ProviderLoginError } from "@patchops/auth";
import { AppError, type ProviderLoginProblem } from "@patchops/contract";
import { hashToken } from "@patchops/vault";
import { sql } from "kysely";
import type { Visit } from "../../context.ts";
import { openSingleSignOn } from "../../singlesignon/index.ts";
import { providerCookie } from "../provider/browser-cookie.ts";
import { loginSecrets } from "../provider/login-secrets.ts";
import { organizationOf } from "./begun.ts";
import { enterBySingleSignOn } from "./enter.ts";

/**
 * What becomes of a browser that an organization's provider sent back: whoever it vouches for is logged in there, or the sign-in page
 * says why not. Each state works once, within 10 minutes, in the browser that began (S12); no code is traded before.
 */
export async function finishSingleSignOn(
  visit: Visit,
  returned: { parameters: URLSearchParams; cookieHeader: string | undefined },
): Promise<{ path: string; cookies: readonly string[] }> {
  const { services } = visit;
  const state = returned.parameters.get("state") ?? "";
  const token = providerCookie.read(services.settings, returned.cookieHeader);
  const begun = token === null ? undefined : await take(visit, { state, token });
  const organizationId = begun === undefined ? null : organizationOf(begun.provider);
  if (token === null || begun === undefined || organizationId === null) return problemAt("expired");
  try {
    const { provider, domains, defaultRole } = await openSingleSignOn(services, organizationId);
    const identity = await provider.finish(returned.parameters, loginSecrets(token, state));
    const email = ofDomain(identity, domains);
    if (email === null) return problemAt("sso_domain");
    const { cookies } = await enterBySingleSignOn(visit, {
      identity: { ...identity, email },
      organizationId,
      defaultRole,
    });
    return { path: begun.next ?? "/", cookies };
  } catch (error) {
    if (!(error instanceof ProviderLoginError) && !(error instanceof AppError)) throw error;
    services.log.warn({ error, organizationId }, "a single sign-on came to nothing");
    return problemAt(
      error.code === "cancelled" || error.code === "unreachable" || error.code === "rate_limited"
        ? error.code
        : error.code === "account_suspended"
          ? "suspended"
          : "refused",
    );
  }
}

/** The address, where the provider speaks for its domain: for all others it vouches for nothing. */
function ofDomain({ email }: ProviderIdentity, domains: readonly string[]): string | null {
  return email !== null && domains.includes(email.slice(email.lastIndexOf("@") + 1)) ? email : null;
}

async function take({ services }: Visit, { state, token }: { state: string; token: string }) {
  return services.database.transaction((trx) =>
    trx
      .deleteFrom("providerLogins")
      .where("stateHash", "=", hashToken(state))
      .where("browserHash", "=", hashToken(token))
      .where("provider", "like", "sso %")
      .where("expiresAt", ">", sql<string>`now()`)
      .returning(["provider", "next"])
      .executeTakeFirst(),
  );
}

function problemAt(problem: ProviderLoginProblem): { path: string; cookies: readonly string[] } {
  return { path: `/login?problem=${problem}`, cookies: [] };
}
