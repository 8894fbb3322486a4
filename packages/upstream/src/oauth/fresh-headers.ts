import type { CredentialStore, Credentials } from "../target.ts";
import { UpstreamError } from "../upstream-error.ts";
import type { OAuthLogin } from "./authorization-server.ts";
import type { OAuthClient } from "./oauth-client.ts";
import { SignInError } from "./sign-in-error.ts";

/** Renewed this long before its end, or in the last fifth of a shorter life. */
const aheadMs = 60_000;

function isEnding({ expiresAtMs, givenAtMs }: OAuthLogin): boolean {
  if (expiresAtMs === null) return false;
  return Date.now() > expiresAtMs - Math.min(aheadMs, (expiresAtMs - givenAtMs) / 5);
}

function isOver({ expiresAtMs }: OAuthLogin): boolean {
  return expiresAtMs !== null && Date.now() >= expiresAtMs;
}

/**
 * The headers of a request: a login is renewed ahead of its end, while requests go on with what it still has; one that is over,
 * or whose token was refused, is waited for, once. Of all who need it, on all nodes, one asks the provider; the others take
 * what came of it. A provider that does not answer takes no login away.
 */
export async function freshHeaders(
  store: CredentialStore,
  client: Pick<OAuthClient, "refresh">,
  refused?: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const isRefused = ({ headers }: Credentials) =>
    refused !== undefined && JSON.stringify(headers) === JSON.stringify(refused);
  const known = await store.read();
  if (!known?.login) return known?.headers ?? {};
  const isUrgent = isRefused(known) || isOver(known.login);
  if (!isUrgent && !isEnding(known.login)) return known.headers;

  const renewal = store.withRefreshLock(
    known,
    async () => {
      const current = await store.read({ isFresh: true });
      if (!current?.login || (!isRefused(current) && !isEnding(current.login))) return current;
      return renew(store, client, { current, login: current.login, isRefused: isRefused(current) });
    },
    { isUrgent },
  );
  if (isUrgent) return (await renewal)?.headers ?? {};
  // What the login still has will do; the store knows what came of it.
  renewal.catch(() => undefined);
  return known.headers;
}

async function renew(
  store: CredentialStore,
  client: Pick<OAuthClient, "refresh">,
  { current, login, isRefused }: { current: Credentials; login: OAuthLogin; isRefused: boolean },
): Promise<Credentials | null> {
  if (login.refreshToken === null) {
    // Nothing can be done ahead of its end.
    if (!isRefused && !isOver(login)) return current;
    await store.lose(
      current,
      isRefused ? "The server no longer accepts the login." : "The login has ended, and cannot be renewed.",
    );
    return null;
  }
  try {
    return await store.save(current, await client.refresh(login));
  } catch (error) {
    if (error instanceof SignInError && error.code === "lost") {
      await store.lose(current, error.message, error.providerCode);
      return null;
    }
    const { host } = new URL(login.server.token_endpoint);
    const message = `The login could not be renewed: ${host} did not answer as it should. The login itself stays.`;
    throw new UpstreamError("unavailable", message, { sent: false, retryable: true, cause: error });
  }
}
