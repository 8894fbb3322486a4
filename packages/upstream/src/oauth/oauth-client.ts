import * as oauth from "oauth4webapi";
import type { GuardedFetch } from "../http/guarded-fetch.ts";
import { UpstreamError } from "../upstream-error.ts";
import type { AuthorizationServer, OAuthClientIdentity, OAuthLogin } from "./authorization-server.ts";
import { splitScopes } from "./challenge.ts";
import { type DiscoverOptions, type Discovery, discover } from "./discover.ts";
import { providerCode } from "./provider-code.ts";
import { type ClientMetadata, registerClient } from "./register-client.ts";
import { SignInError } from "./sign-in-error.ts";

/** One sign-in, from its start to the person's return; `verifier` and `client` are secret. */
export interface PendingSignIn {
  server: AuthorizationServer;
  client: OAuthClientIdentity;
  redirectUri: string;
  resource: string;
  scopes: string[];
  state: string;
  verifier: string;
}

export type NewSignIn = Omit<PendingSignIn, "state" | "verifier">;

/** The client side of OAuth 2.1 towards upstreams' providers. Every request passes the address guard and has a deadline. */
export interface OAuthClient {
  discover(options: DiscoverOptions): Promise<Discovery>;
  /** Dynamic registration (RFC 7591). Throws SignInError `registration_needed`. */
  register(server: AuthorizationServer, metadata: ClientMetadata): Promise<OAuthClientIdentity>;
  /** A new sign-in, and where the person goes for it. */
  start(signIn: NewSignIn): Promise<{ pending: PendingSignIn; url: string }>;
  /** Checks state and issuer of the person's return, then trades the code. Throws SignInError; no code is sent before all fits. */
  finish(pending: PendingSignIn, returned: URLSearchParams): Promise<OAuthLogin>;
  /** A login with new tokens. Throws SignInError `lost` where the provider says so, and UpstreamError where it says nothing. */
  refresh(login: OAuthLogin): Promise<OAuthLogin>;
  /** Revokes the tokens (RFC 7009); false where the provider offers no way to. */
  revoke(login: OAuthLogin): Promise<boolean>;
}

/** After these the provider will not renew the login, however often it is asked. */
const losses: readonly string[] = ["invalid_grant", "invalid_client", "unauthorized_client"];

function authenticate({ authMethod, clientSecret }: OAuthClientIdentity): oauth.ClientAuth {
  if (clientSecret === null || authMethod === "none") return oauth.None();
  return authMethod === "client_secret_post" ? oauth.ClientSecretPost(clientSecret) : basicAuth(clientSecret);
}

/**
 * RFC 6749, section 2.3.1. Not the library's, which encodes hyphens and dots as well: that is allowed, but many providers
 * take client ids and secrets as they come.
 */
function basicAuth(clientSecret: string): oauth.ClientAuth {
  const encode = (text: string) => new URLSearchParams([["", text]]).toString().slice(1);
  return (_server, client, _body, headers) => {
    const pair = `${encode(client.client_id)}:${encode(clientSecret)}`;
    headers.set("authorization", `Basic ${Buffer.from(pair).toString("base64")}`);
  };
}

function explain(error: unknown, host: string): unknown {
  if (error instanceof UpstreamError || error instanceof SignInError) return error;
  if (error instanceof oauth.ResponseBodyError) {
    const code = providerCode(error.error);
    const isLost = code !== undefined && losses.includes(code);
    return new SignInError(
      isLost ? "lost" : "refused",
      isLost
        ? `${host} no longer accepts the login (${code}).`
        : `${host} refused it (${code ?? error.status}).`,
      { providerCode: code, cause: error },
    );
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return new SignInError("lost", `${host} does not accept our registration.`, {
      providerCode: "invalid_client",
      cause: error,
    });
  }
  const status = error instanceof Error && error.cause instanceof Response ? error.cause.status : undefined;
  return new UpstreamError("protocol_error", `${host} gave an answer that is not OAuth.`, {
    sent: true,
    cause: error,
    ...(status === undefined ? {} : { httpStatus: status, retryable: status >= 500 || status === 429 }),
  });
}

function loginOf(
  answer: oauth.TokenEndpointResponse,
  known: Pick<OAuthLogin, "server" | "client" | "resource" | "scopes" | "refreshToken">,
): OAuthLogin {
  const givenAtMs = Date.now();
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? known.refreshToken,
    scopes: answer.scope === undefined ? known.scopes : splitScopes(answer.scope),
    expiresAtMs: answer.expires_in === undefined ? null : givenAtMs + answer.expires_in * 1_000,
    givenAtMs,
    server: known.server,
    client: known.client,
    resource: known.resource,
  };
}

export function createOAuthClient(fetch: GuardedFetch["fetch"]): OAuthClient {
  const options = {
    // Plain http is let through where discovery has: for an upstream that is itself reached so.
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: (
      url: string,
      init: { method: string; headers: Record<string, string>; body?: unknown },
    ) =>
      fetch(url, {
        method: init.method === "POST" ? "POST" : "GET",
        headers: init.headers,
        ...(init.body === undefined || init.body === null ? {} : { body: String(init.body) }),
      }),
  };
  const hostOf = ({ token_endpoint }: AuthorizationServer) => new URL(token_endpoint).host;
  const clientOf = ({ clientId }: OAuthClientIdentity): oauth.Client => ({ client_id: clientId });

  return {
    discover: (given) => discover(fetch, given),
    register: (server, metadata) => registerClient(fetch, server, metadata),
    async start(signIn) {
      const state = oauth.generateRandomState();
      const verifier = oauth.generateRandomCodeVerifier();
      const url = new URL(signIn.server.authorization_endpoint);
      const parameters = {
        response_type: "code",
        client_id: signIn.client.clientId,
        redirect_uri: signIn.redirectUri,
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        resource: signIn.resource,
        ...(signIn.scopes.length > 0 ? { scope: signIn.scopes.join(" ") } : {}),
        // OpenID Connect gives refresh tokens for this scope only after a consent that was asked for.
        ...(signIn.scopes.includes("offline_access") ? { prompt: "consent" } : {}),
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return { pending: { ...signIn, state, verifier }, url: url.href };
    },
    async finish(pending, returned) {
      const { server, client } = pending;
      const host = hostOf(server);
      let parameters: URLSearchParams;
      try {
        parameters = oauth.validateAuthResponse(server, clientOf(client), returned, pending.state);
      } catch (error) {
        if (error instanceof oauth.AuthorizationResponseError) {
          const code = providerCode(error.error);
          throw code === "access_denied"
            ? new SignInError("cancelled", "The sign-in was cancelled.", { providerCode: code, cause: error })
            : new SignInError("refused", `${host} refused the sign-in (${code ?? "no reason given"}).`, {
                providerCode: code,
                cause: error,
              });
        }
        const isOther = returned.getAll("iss").some((iss) => iss !== server.issuer) || !returned.has("iss");
        throw isOther
          ? new SignInError(
              "wrong_issuer",
              `The answer is not from ${new URL(server.issuer).host}, where the sign-in began.`,
              { cause: error },
            )
          : new SignInError("refused", `${host} answered the sign-in in a way that is not OAuth.`, {
              cause: error,
            });
      }
      try {
        const answer = await oauth.authorizationCodeGrantRequest(
          server,
          clientOf(client),
          authenticate(client),
          parameters,
          pending.redirectUri,
          pending.verifier,
          { ...options, additionalParameters: { resource: pending.resource } },
        );
        const tokens = await oauth.processAuthorizationCodeResponse(server, clientOf(client), answer);
        return loginOf(tokens, { ...pending, refreshToken: null });
      } catch (error) {
        throw explain(error, host);
      }
    },
    async refresh(login) {
      const { server, client, refreshToken } = login;
      const host = hostOf(server);
      if (refreshToken === null) throw new SignInError("lost", `${host} gave no way to renew the login.`);
      try {
        const answer = await oauth.refreshTokenGrantRequest(
          server,
          clientOf(client),
          authenticate(client),
          refreshToken,
          { ...options, additionalParameters: { resource: login.resource } },
        );
        return loginOf(await oauth.processRefreshTokenResponse(server, clientOf(client), answer), login);
      } catch (error) {
        throw explain(error, host);
      }
    },
    async revoke(login) {
      const { server, client, refreshToken, accessToken } = login;
      if (server.revocation_endpoint === undefined) return false;
      const tokens = refreshToken === null ? [accessToken] : [refreshToken, accessToken];
      try {
        for (const token of tokens) {
          const hint = token === refreshToken ? "refresh_token" : "access_token";
          const answer = await oauth.revocationRequest(
            server,
            clientOf(client),
            authenticate(client),
            token,
            {
              ...options,
              additionalParameters: { token_type_hint: hint },
            },
          );
          await oauth.processRevocationResponse(answer);
        }
        return true;
      } catch (error) {
        throw explain(error, new URL(server.revocation_endpoint).host);
      }
    },
  };
}
