import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signInApp } from "../testing/sign-in-app.ts";
import { startTestServer, type TestServer, testPassword } from "../testing/start-test-server.ts";

const redirectUri = "https://app.example/callback";

/** The start of a sign-in of a client that has just registered. */
async function startSignIn(server: TestServer, headers: Record<string, string>) {
  const registered = await server.ask("/oauth/register", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ redirect_uris: [redirectUri] }),
  });
  const request = new URLSearchParams({
    response_type: "code",
    client_id: JSON.parse(registered.text).client_id,
    redirect_uri: redirectUri,
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  });
  return server.ask(`/oauth/authorize?${request}`, { headers });
}

describe("on https", () => {
  let server: TestServer;
  const host = { host: "patchops.example" };
  beforeAll(async () => {
    server = await startTestServer({ PATCHOPS_URL: "https://patchops.example" });
  });
  afterAll(() => server.stop());

  it("every address is the public one, whatever a request says of itself", async () => {
    const lies = { ...host, "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" };
    const { text } = await server.ask("/.well-known/oauth-authorization-server", { headers: lies });
    expect(text).not.toContain("evil");
    expect(JSON.parse(text).token_endpoint).toBe("https://patchops.example/oauth/token");
    const { location } = (await startSignIn(server, lies)).headers;
    expect(location).toMatch(/^\/consent\/[\w-]+$/);
  });

  it("S19: a sign-in's cookies are Secure, HttpOnly, SameSite, signed, and of its own page alone", async () => {
    const answer = await startSignIn(server, host);
    const page = String(answer.headers.location);
    const cookies = [answer.headers["set-cookie"] ?? []].flat();
    expect(cookies.map((each) => each.split("=", 1)[0]).sort()).toEqual([
      "__Secure-patchops_consent",
      "__Secure-patchops_consent.sig",
      "__Secure-patchops_sign_in",
      "__Secure-patchops_sign_in.sig",
    ]);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; secure/i);
      expect(cookie).toMatch(/; httponly/i);
      expect(cookie).toMatch(/; samesite=lax/i);
      const path = cookie.includes("consent") ? page : page.replace("/consent/", "/oauth/authorize/");
      expect(cookie.toLowerCase()).toContain(`path=${path.toLowerCase()};`);
    }
    expect(answer.headers["strict-transport-security"]).toBeDefined();
  });
});

describe("an access token", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  it("is refused by the procedures, and by the export", async () => {
    await server.setUp("ada@example.com");
    const login = await server.mutate(
      "account.logIn",
      { email: "ada@example.com", password: testPassword },
      { origin: server.url },
    );
    const [cookie = ""] = [login.headers["set-cookie"] ?? []].flat();
    const token = await signInApp(server, cookie.split(";")[0] ?? "");
    const authorization = `Bearer ${token}`;
    const hello = JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    });
    const mcp = await server.ask("/mcp", {
      method: "POST",
      headers: {
        authorization,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: hello,
    });
    expect(mcp.status).toBe(200);
    for (const path of ["/trpc/account.current", "/trpc/tool.list?input=%7B%7D", "/export/calls.csv"]) {
      const answer = await server.ask(path, { headers: { authorization } });
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.text).toContain("good for its MCP endpoint alone");
    }
  });

  it("S15: the consent page stands in no frame", async () => {
    const { location } = (await startSignIn(server, {})).headers;
    const answer = await server.ask(String(location));
    expect(answer.headers.location).toMatch(/^\/login\?next=%2Fconsent%2F/);
    const login = await server.ask("/login");
    expect(String(login.headers["content-security-policy"])).toContain("frame-ancestors 'none'");
    expect(login.headers["x-frame-options"]).toBe("DENY");
  });
});
