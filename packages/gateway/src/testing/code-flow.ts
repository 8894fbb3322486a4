import { createHash, randomBytes } from "node:crypto";
import type { Browser } from "./browser.ts";
import { type Received, send } from "./send.ts";
import { type ConsentAnswer, signIn } from "./sign-in.ts";

interface Tokens {
  access_token: string;
  refresh_token: string;
  scope: string;
}

/** An OAuth client by hand, for what a well-behaved library would not do. */
export interface HandClient {
  clientId: string;
  /** The authorization address, with changes: undefined takes a parameter away. */
  authorizationUrl(changes?: Record<string, string | undefined>): string;
  token(form: Record<string, string>): Promise<Received>;
  exchange(code: string, changes?: Record<string, string>): Promise<Received>;
  refresh(refreshToken: string, changes?: Record<string, string>): Promise<Received>;
  /** Signs in as whoever is logged in in the browser. */
  signIn(
    browser: Browser,
    changes?: Record<string, string | undefined>,
    answer?: ConsentAnswer,
  ): Promise<Tokens>;
}

export const redirectUri = "http://127.0.0.1:43210/callback";

export async function register(url: string, metadata: Record<string, unknown>): Promise<Received> {
  return send(`${url}/oauth/register`, {
    headers: { "content-type": "application/json" },
    body: JSON.stringify(metadata),
  });
}

/** A client that has registered itself at the instance; with `clientId` it is that one instead. */
export async function openHandClient(url: string, clientId?: string): Promise<HandClient> {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const registered =
    clientId ??
    JSON.parse((await register(url, { client_name: "By hand", redirect_uris: [redirectUri] })).text)
      .client_id;
  const client: HandClient = {
    clientId: registered,
    authorizationUrl(changes = {}) {
      const parameters = {
        response_type: "code",
        client_id: registered,
        redirect_uri: redirectUri,
        code_challenge: challenge,
        code_challenge_method: "S256",
        scope: "tools:read tools:call",
        resource: `${url}/mcp`,
        state: "s",
        ...changes,
      };
      const given = Object.entries(parameters).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as [string, string]],
      );
      return `${url}/oauth/authorize?${new URLSearchParams(given)}`;
    },
    token: (form) =>
      send(`${url}/oauth/token`, {
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(form).toString(),
      }),
    exchange: (code, changes = {}) =>
      client.token({
        grant_type: "authorization_code",
        client_id: registered,
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
        ...changes,
      }),
    refresh: (refreshToken, changes = {}) =>
      client.token({
        grant_type: "refresh_token",
        client_id: registered,
        refresh_token: refreshToken,
        ...changes,
      }),
    async signIn(browser, changes = {}, answer) {
      const back = await signIn(browser, client.authorizationUrl(changes), answer);
      const code = back.searchParams.get("code");
      if (code === null) throw new Error(`no code: ${back}`);
      const answered = await client.exchange(code);
      if (answered.status !== 200) throw new Error(`no tokens: ${answered.text}`);
      return JSON.parse(answered.text);
    },
  };
  return client;
}
