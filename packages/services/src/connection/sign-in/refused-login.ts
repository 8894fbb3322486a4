import type { Services } from "../../context.ts";
import type { ConnectionSnapshot } from "../snapshot.ts";
import { loginPlace } from "./login-place.ts";

export interface RefusedLogin {
  id: string;
  message: string;
}

/**
 * The login that a server refused with 401 although it stands: that is no missing sign-in, but often a provider that gives
 * logins for another server (RFC 8707). Null where nobody is signed in.
 */
export async function refusedLogin(
  services: Services,
  call: {
    organizationId: string;
    connection: ConnectionSnapshot;
    ownerId: string;
    /** The provider that the refusal named. */
    asksAt?: string | undefined;
  },
): Promise<RefusedLogin | null> {
  const { organizationId, connection, ownerId, asksAt } = call;
  if (connection.signIn === null || connection.credential !== null) return null;
  const login = await services.logins.get(loginPlace(organizationId, connection, ownerId));
  if (!login || login.lostAt !== null) return null;
  const issuer = login.issuer === null ? "its provider" : new URL(login.issuer).host;
  if (asksAt !== undefined && login.issuer !== null && asksAt !== login.issuer) {
    const message = `${connection.name} asks to sign in at ${new URL(asksAt).host} by now, and does not accept the login that ${issuer} gave.`;
    return { id: login.id, message };
  }
  const message = `${connection.name} does not accept the login that ${issuer} gave. Sign in again; if that does not help, ask whoever runs it.`;
  return { id: login.id, message };
}
