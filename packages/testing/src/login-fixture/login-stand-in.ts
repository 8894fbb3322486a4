import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** Who is logged in at the stand-in. */
interface StandInUser {
  id: number;
  login: string;
  name: string | null;
  email: string;
  isVerified: boolean;
}

export interface LoginStandIn {
  /** Its base address, and Google's issuer. */
  url: string;
  /** May be changed at any time. */
  user: StandInUser;
  /** Changes the claims of the next id tokens (Google). */
  claims: (claims: Record<string, unknown>) => Record<string, unknown>;
  /** `false`: id tokens are signed with a key that it does not publish. */
  signsRightly: boolean;
  /** The `iss` that it sends back with the code; null = none (Google). */
  iss: string | null;
  /** How many codes were traded, rightly or not. */
  readonly trades: number;
  /** What was asked of the authorize page. */
  readonly asked: URLSearchParams[];
  /** What a browser gets that agrees at the authorize page at once: where it is sent back to. */
  agree(authorizeUrl: string): URL;
  close(): Promise<void>;
}

interface Grant {
  challenge: string;
  redirectUri: string;
  nonce: string | null;
}

export const standInApp = { clientId: "stand-in-app", clientSecret: "stand-in-secret" };

/**
 * GitHub's or Google's login on loopback, as they speak on the wire. GitHub: `/login/oauth/authorize`,
 * `/login/oauth/access_token`, `/user`, `/user/emails`. Google: discovery, `/authorize`, `/token`, `/jwks`.
 */
export async function startLoginStandIn(kind: "github" | "google"): Promise<LoginStandIn> {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const grants = new Map<string, Grant>();
  const tokens = new Set<string>();
  const asked: URLSearchParams[] = [];
  let trades = 0;
  const paths =
    kind === "github"
      ? { authorize: "/login/oauth/authorize", token: "/login/oauth/access_token" }
      : { authorize: "/authorize", token: "/token" };

  function grant(parameters: URLSearchParams): URL {
    const code = randomBytes(20).toString("hex");
    const redirectUri = parameters.get("redirect_uri") ?? "";
    grants.set(code, {
      challenge: parameters.get("code_challenge") ?? "",
      redirectUri,
      nonce: parameters.get("nonce"),
    });
    return back(parameters, { code });
  }

  function back(parameters: URLSearchParams, more: Record<string, string>): URL {
    const url = new URL(parameters.get("redirect_uri") ?? "");
    const iss = kind === "google" && standIn.iss !== null ? { iss: standIn.iss } : {};
    for (const [name, value] of Object.entries({ ...more, ...iss })) url.searchParams.set(name, value);
    url.searchParams.set("state", parameters.get("state") ?? "");
    return url;
  }

  function authorizePage(parameters: URLSearchParams, response: ServerResponse): void {
    asked.push(parameters);
    if (parameters.get("client_id") !== standInApp.clientId) {
      response.writeHead(400).end("unknown client");
      return;
    }
    const escaped = (url: URL) => url.href.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<!doctype html><title>Stand-in</title><h1>Stand-in for ${kind}</h1>
      <a href="${escaped(grant(parameters))}">Authorize</a>
      <a href="${escaped(back(parameters, { error: "access_denied" }))}">Cancel</a>`);
  }

  function idToken(nonce: string | null): string {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const { id, name, email, isVerified } = standIn.user;
    const claims = standIn.claims({
      iss: standIn.url,
      aud: standInApp.clientId,
      sub: String(id),
      email,
      email_verified: isVerified,
      name,
      iat: nowSeconds,
      exp: nowSeconds + 3600,
      ...(nonce === null ? {} : { nonce }),
    });
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
    const signed = `${encode({ alg: "RS256", kid: "1", typ: "JWT" })}.${encode(claims)}`;
    const { privateKey } = standIn.signsRightly ? keys : stranger;
    return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
  }

  async function trade(request: IncomingMessage, response: ServerResponse): Promise<void> {
    trades += 1;
    const form = new URLSearchParams(await text(request));
    const found = grants.get(form.get("code") ?? "");
    grants.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isRight =
      found !== undefined &&
      found.challenge === challenge &&
      found.redirectUri === form.get("redirect_uri") &&
      form.get("client_id") === standInApp.clientId &&
      form.get("client_secret") === standInApp.clientSecret;
    if (!isRight) {
      // GitHub says so with the status of success.
      const error = kind === "github" ? "bad_verification_code" : "invalid_grant";
      return json(response, { error, error_description: "no" }, kind === "github" ? 200 : 400);
    }
    const token = randomBytes(20).toString("hex");
    tokens.add(token);
    const common = { access_token: token, token_type: "bearer" };
    json(
      response,
      kind === "github"
        ? { ...common, scope: "read:user,user:email" }
        : {
            ...common,
            token_type: "Bearer",
            expires_in: 3599,
            scope: "openid email profile",
            id_token: idToken(found.nonce),
          },
    );
  }

  function answerUser(path: string, request: IncomingMessage, response: ServerResponse): void {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const { id, login, name, email, isVerified } = standIn.user;
    const emails = [
      { email: "other@example.com", primary: false, verified: true, visibility: null },
      { email, primary: true, verified: isVerified, visibility: "private" },
    ];
    if (!tokens.has(token)) json(response, { message: "Bad credentials" }, 401);
    else json(response, path === "/user" ? { id, login, name, email: null } : emails);
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://stand-in");
    const { pathname: path } = url;
    if (path === paths.authorize) return authorizePage(url.searchParams, response);
    if (path === paths.token && request.method === "POST") return void trade(request, response);
    if (kind === "github" && ["/user", "/user/emails"].includes(path)) {
      return answerUser(path, request, response);
    }
    if (kind === "google" && path === "/jwks") {
      const jwk = keys.publicKey.export({ format: "jwk" });
      return json(response, { keys: [{ ...jwk, kid: "1", alg: "RS256", use: "sig" }] });
    }
    if (kind === "google" && path === "/.well-known/openid-configuration") {
      return json(response, {
        issuer: standIn.url,
        authorization_endpoint: `${standIn.url}${paths.authorize}`,
        token_endpoint: `${standIn.url}${paths.token}`,
        jwks_uri: `${standIn.url}/jwks`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
        code_challenge_methods_supported: ["S256"],
        authorization_response_iss_parameter_supported: true,
      });
    }
    json(response, { message: "Not Found" }, 404);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const standIn: LoginStandIn = {
    url,
    user: { id: 7, login: "ada", name: "Ada", email: "ada@example.com", isVerified: true },
    claims: (claims) => claims,
    signsRightly: true,
    iss: url,
    get trades() {
      return trades;
    },
    asked,
    agree(authorizeUrl) {
      const parameters = new URL(authorizeUrl).searchParams;
      asked.push(parameters);
      return grant(parameters);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return standIn;
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}
