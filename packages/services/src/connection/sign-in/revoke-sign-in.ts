import type { Services } from "../../context.ts";
import { type LoginPlace, readLogin } from "./logins.ts";
import { openLogin } from "./open-login.ts";

export interface RevokedSignIn {
  /** Of the provider. */
  host: string;
  outcome: "revoked" | "failed" | "notOffered";
}

/** Takes a login back at its provider and leaves it as it is here; null where there is none, or it does not open. */
export async function revokeSignIn(services: Services, place: LoginPlace): Promise<RevokedSignIn | null> {
  const stored = await services.database.withOrganization(place.organizationId, (trx) =>
    readLogin(services, trx, place),
  );
  if (stored === null) return null;
  try {
    const { login } = openLogin(services, place.organizationId, stored);
    const { host } = new URL(login.server.issuer);
    try {
      return { host, outcome: (await services.upstreams.oauth.revoke(login)) ? "revoked" : "notOffered" };
    } catch (error) {
      services.log.warn({ error, host }, "a login could not be revoked at its provider");
      return { host, outcome: "failed" };
    }
  } catch (error) {
    services.log.error(
      { error, connectionId: place.connectionId },
      "a login could not be opened for its revocation",
    );
    return null;
  }
}
