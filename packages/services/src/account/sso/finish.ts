import { ProviderLoginError } from "@patchops/auth";
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
    const entered = await enterBySingleSignOn(visit, { identity, organizationId, defaultRole, domains });
    if (entered === null) return problemAt("sso_domain");
    return { path: begun.next ?? "/", cookies: entered.cookies };
  } catch (error) {
    if (!(error instanceof ProviderLoginError) && !(error instanceof AppError)) throw error;
    services.log.warn({ error, organizationId }, "a single sign-on came to nothing");
    const { path, cookies } = problemAt(problemOf(error));
    // Behind the address's #, which no log and no other site sees.
    const { appeal: ticket, deletion } = (error instanceof AppError && error.details) || {};
    if (typeof deletion === "string") return { path: `/deletion#token=${deletion}`, cookies: [] };
    return { path: typeof ticket === "string" ? `${path}#appeal=${ticket}` : path, cookies };
  }
}

function problemOf(error: ProviderLoginError | AppError): ProviderLoginProblem {
  if (error instanceof AppError && error.details?.reason === "other_person") return "sso_other_person";
  switch (error.code) {
    case "cancelled":
    case "unreachable":
    case "rate_limited":
      return error.code;
    case "account_suspended":
      return "suspended";
    default:
      return "refused";
  }
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
