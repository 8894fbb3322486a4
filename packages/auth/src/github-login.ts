import * as oauth from "oauth4webapi";
import type { LoginProvider, LoginProviderClient, ProviderFetch } from "./login-provider.ts";
import { ProviderLoginError } from "./provider-login-error.ts";
import { asProviderLogin, authorizeUrl, requestOptions, tradeCode } from "./provider-request.ts";

const publicGitHub = "https://github.com";

/**
 * Login by GitHub (docs.github.com, "Authorizing OAuth apps"): OAuth 2.0 without OpenID, so who it is is asked of its API.
 * That stands on a host of its own for github.com, and below `/api/v3` of an Enterprise Server.
 */
export function gitHubLogin(client: LoginProviderClient, fetch: ProviderFetch): LoginProvider {
  const { issuer } = client;
  const request = requestOptions(client, fetch);
  const server: oauth.AuthorizationServer = {
    issuer,
    authorization_endpoint: `${issuer}/login/oauth/authorize`,
    token_endpoint: `${issuer}/login/oauth/access_token`,
  };
  const apis = issuer === publicGitHub ? ["https://api.github.com"] : [`${issuer}/api/v3`, issuer];

  async function ask(path: string, token: string): Promise<unknown> {
    let status = 0;
    for (const api of apis) {
      const response = await fetch(`${api}${path}`, {
        method: "GET",
        headers: {
          accept: "application/vnd.github+json",
          authorization: `Bearer ${token}`,
          "user-agent": "PatchOps",
          "x-github-api-version": "2022-11-28",
        },
      });
      if (response.ok) return response.json();
      status = response.status;
      if (status !== 404) break;
    }
    throw new ProviderLoginError("refused", `${new URL(issuer).host} did not say who you are (${status}).`);
  }

  return {
    id: "github",
    start: (secrets) =>
      asProviderLogin(issuer, () =>
        authorizeUrl(server, client, { ...secrets, scope: "read:user user:email", withNonce: false }),
      ),
    finish: (returned, { state, verifier }) =>
      asProviderLogin(issuer, async () => {
        const response = await tradeCode(server, client, { returned, state, verifier, request });
        const self = { client_id: client.clientId };
        const tokens = await oauth.processAuthorizationCodeResponse(server, self, response);
        const user = readUser(await ask("/user", tokens.access_token));
        const email = verifiedEmail(await ask("/user/emails", tokens.access_token));
        return { issuer, email, ...user };
      }),
  };
}

function readUser(answer: unknown): { subject: string; name: string | null } {
  const { id, name, login } = isRecord(answer) ? answer : {};
  // The number stays with the account; its login name may go to somebody else.
  if (typeof id !== "number" || !Number.isSafeInteger(id)) throw new SyntaxError("there is no user");
  const shown = [name, login].find((each) => typeof each === "string" && each.trim() !== "");
  return { subject: String(id), name: typeof shown === "string" ? shown : null };
}

function verifiedEmail(answer: unknown): string | null {
  const entries = Array.isArray(answer) ? answer.filter(isRecord) : [];
  const verified = entries.filter(({ email, verified }) => verified === true && typeof email === "string");
  const chosen = verified.find(({ primary }) => primary === true);
  return typeof chosen?.email === "string" ? chosen.email.toLowerCase() : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
