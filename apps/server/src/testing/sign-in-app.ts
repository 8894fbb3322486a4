import { createHash, randomBytes } from "node:crypto";
import type { TestServer } from "./start-test-server.ts";

const redirectUri = "http://127.0.0.1:43210/callback";

function cookiesOf(headers: Record<string, string | string[] | undefined>): string {
  return [headers["set-cookie"] ?? []]
    .flat()
    .map((each) => each.split(";", 1)[0])
    .join("; ");
}

/** Signs a client that registers itself in as whoever holds this login cookie; answers its access token. */
export async function signInApp(server: TestServer, cookie: string): Promise<string> {
  const registered = await server.ask("/oauth/register", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_name: "App", redirect_uris: [redirectUri] }),
  });
  const { client_id: clientId } = JSON.parse(registered.text);
  const verifier = randomBytes(32).toString("base64url");
  const request = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const started = await server.ask(`/oauth/authorize?${request}`);
  const page = String(started.headers.location);
  const headers = { cookie: `${cookie}; ${cookiesOf(started.headers)}`, origin: server.url };
  const asked = JSON.parse((await server.ask(`${page}/request`, { headers })).text);
  const [{ id: organizationId, scopes }] = asked.organizations;
  const decided = await server.ask(page, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ decision: "allow", organizationId, scopes }),
  });
  const { redirectTo } = JSON.parse(decided.text);
  const back = await server.ask(redirectTo, { headers });
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: clientId,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    code: new URL(String(back.headers.location)).searchParams.get("code") ?? "",
  });
  const tokens = await server.ask("/oauth/token", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
  });
  return JSON.parse(tokens.text).access_token;
}
