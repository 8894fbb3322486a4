import * as oauth from "oauth4webapi";
import type { LoginProvider, LoginProviderClient, ProviderFetch } from "./login-provider.ts";
import { asProviderLogin, authorizeUrl, requestOptions, tradeCode } from "./provider-request.ts";

/** Login by an OpenID provider (OpenID Connect Core 1.0, code flow). */
export function openIdLogin<Id extends string>(
  client: LoginProviderClient,
  fetch: ProviderFetch,
  options: {
    id: Id;
    /** Whether an address that it says nothing of is as good as verified: it speaks for its own domain. */
    trustsSilence: boolean;
  },
): LoginProvider<Id> {
  const issuer = new URL(client.issuer);
  const request = requestOptions(client, fetch);
  let found: { atMs: number; server: Promise<oauth.AuthorizationServer> } | undefined;

  async function discover(): Promise<oauth.AuthorizationServer> {
    const response = await oauth.discoveryRequest(issuer, request);
    return oauth.processDiscoveryResponse(issuer, response);
  }

  /** Asked anew each hour; a failure is not kept. */
  function server(): Promise<oauth.AuthorizationServer> {
    if (found !== undefined && performance.now() - found.atMs < 3_600_000) return found.server;
    const next = { atMs: performance.now(), server: discover() };
    next.server.catch(() => {
      if (found === next) found = undefined;
    });
    found = next;
    return next.server;
  }

  async function tellMore(
    as: oauth.AuthorizationServer,
    tokens: oauth.TokenEndpointResponse,
  ): Promise<Partial<oauth.UserInfoResponse>> {
    const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub;
    if (as.userinfo_endpoint === undefined || subject === undefined) return {};
    const self = { client_id: client.clientId };
    const response = await oauth.userInfoRequest(as, self, tokens.access_token, request);
    return oauth.processUserInfoResponse(as, self, subject, response);
  }

  return {
    id: options.id,
    start: (secrets) =>
      asProviderLogin(client.issuer, async () =>
        authorizeUrl(await server(), client, {
          ...secrets,
          scope: "openid email profile",
          withNonce: true,
        }),
      ),
    finish: (returned, { state, verifier, nonce }) =>
      asProviderLogin(client.issuer, async () => {
        const as = await server();
        const response = await tradeCode(as, client, { returned, state, verifier, request });
        const self = { client_id: client.clientId };
        const tokens = await oauth.processAuthorizationCodeResponse(as, self, response, {
          expectedNonce: nonce,
          requireIdToken: true,
        });
        await oauth.validateApplicationLevelSignature(as, response, request);
        const claims = oauth.getValidatedIdTokenClaims(tokens);
        if (claims === undefined) throw new SyntaxError("there is no id token");
        // A provider that issues an access token besides may say who it is there alone (OpenID Connect Core 1.0, 5.4).
        const said = claims.email === undefined ? { ...claims, ...(await tellMore(as, tokens)) } : claims;
        const { sub, email, email_verified: isVerified, name } = said;
        return {
          issuer: as.issuer,
          subject: sub,
          email:
            typeof email === "string" &&
            (isVerified === true || (options.trustsSilence && isVerified === undefined))
              ? email.toLowerCase()
              : null,
          name: typeof name === "string" ? name : null,
        };
      }),
  };
}
