import type { LoginProvider } from "@patchops/auth";
import { AppError, type Role } from "@patchops/contract";
import { openValues } from "../connection/index.ts";
import type { Services } from "../context.ts";
import { clientSecretField, singleSignOnRedirect } from "./settings.ts";

export interface OpenedProvider {
  provider: LoginProvider<"sso">;
  defaultRole: Role;
  /** The domains that it speaks for. */
  domains: readonly string[];
}

/** An organization's OpenID provider, ready to be asked. Throws `not_found`. */
export async function openSingleSignOn(services: Services, organizationId: string): Promise<OpenedProvider> {
  return services.database.withOrganization(organizationId, async (trx) => {
    const row = await trx
      .selectFrom("singleSignOn")
      .select(["id", "issuer", "clientId", "sealed", "defaultRole"])
      .where("organizationId", "=", organizationId)
      .executeTakeFirst();
    if (row === undefined) throw noSingleSignOn();
    const { id, issuer, clientId, sealed, defaultRole } = row;
    const place = { organizationId, row: id, field: clientSecretField };
    const [clientSecret = ""] = await openValues<string>(services, trx, [{ sealed, place }]);
    const domains = await trx
      .selectFrom("organizationDomains")
      .select("domain")
      .where("organizationId", "=", organizationId)
      .where("verifiedAt", "is not", null)
      .execute();
    const redirectUri = singleSignOnRedirect(services);
    return {
      provider: services.singleSignOn.open({ issuer, clientId, clientSecret, redirectUri }),
      defaultRole,
      domains: domains.map(({ domain }) => domain),
    };
  });
}

export function noSingleSignOn(): AppError {
  return new AppError("not_found", "No organization here has single sign-on for that address.", {
    next: "Sign in with your password, or ask an owner of your organization.",
  });
}
