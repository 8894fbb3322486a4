import * as oauth from "oauth4webapi";
import type { LoginProviderClient, LoginSecrets, ProviderFetch } from "./login-provider.ts";
import { ProviderLoginError } from "./provider-login-error.ts";

/** Options of a request that oauth4webapi makes; http only where the operator set such an issuer. */
export function requestOptions({ issuer }: LoginProviderClient, fetch: ProviderFetch) {
  return {
    [oauth.customFetch]: (url: string, init: oauth.CustomFetchOptions<string, unknown>) => {
      const { body } = init;
      return fetch(url, {
        method: init.method === "POST" ? "POST" : "GET",
        headers: Object.fromEntries(new Headers(init.headers)),
        ...(body === undefined || body === null ? {} : { body: String(body) }),
      });
    },
    ...(issuer.startsWith("http:") ? { [oauth.allowInsecureRequests]: true } : {}),
  };
}

export async function authorizeUrl(
  server: oauth.AuthorizationServer,
  { clientId, redirectUri }: LoginProviderClient,
  given: LoginSecrets & { scope: string; withNonce: boolean },
): Promise<URL> {
  if (server.authorization_endpoint === undefined) {
    throw new ProviderLoginError("refused", `${server.issuer} has no page to log in.`);
  }
  const url = new URL(server.authorization_endpoint);
  const parameters = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: given.scope,
    state: given.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(given.verifier),
    code_challenge_method: "S256",
    ...(given.withNonce ? { nonce: given.nonce } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

/** Checks state and issuer of a browser's return, then sends its code. */
export function tradeCode(
  server: oauth.AuthorizationServer,
  { clientId, clientSecret, redirectUri }: LoginProviderClient,
  given: {
    returned: URLSearchParams;
    state: string;
    verifier: string;
    request: oauth.TokenEndpointRequestOptions;
  },
): Promise<Response> {
  const { returned, state, verifier, request } = given;
  const self = { client_id: clientId };
  const parameters = oauth.validateAuthResponse(server, self, returned, state);
  return oauth.authorizationCodeGrantRequest(
    server,
    self,
    server.token_endpoint_auth_methods_supported?.includes("client_secret_post") === false
      ? oauth.ClientSecretBasic(clientSecret)
      : oauth.ClientSecretPost(clientSecret),
    parameters,
    redirectUri,
    verifier,
    request,
  );
}

/** Runs a step of a login; whatever fails it becomes a `ProviderLoginError`. */
export async function asProviderLogin<T>(issuer: string, step: () => Promise<T>): Promise<T> {
  const { host } = new URL(issuer);
  try {
    return await step();
  } catch (cause) {
    if (cause instanceof ProviderLoginError) throw cause;
    if (cause instanceof oauth.AuthorizationResponseError) {
      const isCancelled = cause.error === "access_denied";
      throw new ProviderLoginError(
        isCancelled ? "cancelled" : "refused",
        isCancelled ? `You did not agree at ${host}.` : `${host} refused the login.`,
        { cause },
      );
    }
    const isAnswer =
      cause instanceof oauth.OperationProcessingError ||
      cause instanceof oauth.ResponseBodyError ||
      cause instanceof oauth.WWWAuthenticateChallengeError ||
      cause instanceof SyntaxError;
    throw isAnswer
      ? new ProviderLoginError("refused", `${host} answered with something that is no login.`, { cause })
      : new ProviderLoginError("unreachable", `${host} did not answer.`, { cause });
  }
}
