import { registerOAuthClient } from "@patchops/services";
import { refusedAddresses } from "@patchops/testing";
import { createAddressGuard, createGuardedFetch } from "@patchops/upstream";
import { afterAll, describe, expect, test } from "vitest";
import { openHandClient, redirectUri, register } from "../testing/code-flow.ts";
import { openTestGateway } from "../testing/open-test-gateway.ts";
import { send } from "../testing/send.ts";
import { locationOf, logInAs, openConsent, signIn } from "../testing/sign-in.ts";

/** Documents by their address, as a guarded fetch answers them; every address that was asked. */
const published = new Map<string, { status?: number; headers?: Record<string, string>; body: unknown }>();
const asked: string[] = [];
const guarded = createGuardedFetch({
  guard: createAddressGuard({
    allow: () => [],
    resolve: async () => [{ address: "93.184.215.14", family: 4 }],
    createConnector: () => (_target, callback) =>
      callback(Object.assign(new Error("tests dial loopback only"), { code: "ECONNREFUSED" }), null),
  }),
  timeoutMs: 1_000,
});
afterAll(() => guarded.close());
const gateway = await openTestGateway({
  documents: {
    async fetch(url, init) {
      asked.push(String(url));
      const document = published.get(String(url));
      if (!document) return guarded.fetch(url, init);
      const { status = 200, headers = {}, body } = document;
      return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
    },
  },
});
await gateway.tenant("ada");
const browser = await logInAs(gateway.services, "ada");

const id = "https://editor.example/oauth/client.json";
const document = (changes: Record<string, unknown> = {}) => ({
  client_id: id,
  client_name: "Editor",
  redirect_uris: ["https://editor.example/callback", "http://127.0.0.1/callback"],
  ...changes,
});

describe("a client that is named by its document (CIMD)", () => {
  test("signs in without registering, shown with the domain that it proved, on any loopback port", async () => {
    published.set(id, { body: document() });
    const client = await openHandClient(gateway.url, id);
    const { request } = await openConsent(browser, client.authorizationUrl());
    expect(request.client).toEqual({ name: "Editor", host: "editor.example", isVerified: true });
    const tokens = await client.signIn(browser);
    expect((await client.refresh(tokens.refresh_token)).status).toBe(200);
    const web = { redirect_uri: "https://editor.example/callback" };
    const { request: again } = await openConsent(
      browser,
      client.authorizationUrl({ ...web, prompt: "consent" }),
    );
    expect(again.redirectUri).toBe(web.redirect_uri);
  });

  test("is fetched once and then remembered for a while", async () => {
    asked.length = 0;
    const other = "https://editor.example/oauth/other.json";
    published.set(other, { body: document({ client_id: other }) });
    const client = await openHandClient(gateway.url, other);
    await Promise.all([1, 2, 3].map(() => browser.visit(client.authorizationUrl())));
    await browser.visit(client.authorizationUrl());
    expect(asked).toEqual([other]);
  });

  test("that was allowed before passes where the answer goes to its own site, and is asked about again on a person's machine", async () => {
    const own = "https://editor.example/oauth/known.json";
    published.set(own, { body: document({ client_id: own }) });
    const client = await openHandClient(gateway.url, own);
    const web = { redirect_uri: "https://editor.example/callback" };
    await signIn(browser, client.authorizationUrl(web));
    await client.signIn(browser);
    const straight = async (changes: Record<string, string>) => {
      const way = new URL(locationOf(await browser.visit(client.authorizationUrl(changes))), gateway.url);
      return (await browser.visit(way.href)).status === 303;
    };
    expect(await straight(web)).toBe(true);
    // Any program there can come with that name (RFC 8252, section 8.6).
    expect(await straight({})).toBe(false);
  });

  test.each([
    ["names another client", { body: document({ client_id: "https://editor.example/other" }) }],
    ["holds a secret", { body: document({ client_secret: "x" }) }],
    ["is no JSON", { body: "<html>" }],
    ["is a list", { body: [document()] }],
    ["is too large", { body: document({ padding: "x".repeat(70_000) }) }],
    ["redirects elsewhere", { status: 302, headers: { location: "http://127.0.0.1/" }, body: "" }],
    ["is not there", { status: 404, body: "" }],
    ["sends codes to a script", { body: document({ redirect_uris: ["javascript:alert(1)"] }) }],
    ["sends codes over plain http", { body: document({ redirect_uris: ["http://editor.example/"] }) }],
  ])("is refused where it %s", async (name, answer) => {
    const own = `https://editor.example/${name.replaceAll(" ", "-")}.json`;
    const body =
      typeof answer.body === "object" && "client_id" in answer.body && answer.body.client_id === id
        ? { ...answer.body, client_id: own }
        : answer.body;
    published.set(own, { ...answer, body });
    const client = await openHandClient(gateway.url, own);
    const refused = await browser.visit(
      client.authorizationUrl({ redirect_uri: "https://editor.example/callback" }),
    );
    expect(refused.status).toBe(400);
    expect(refused.headers.location).toBeUndefined();
    expect(refused.text).toContain("This client is not known here");
  });

  test("S3: no private address is asked, in whatever form", async () => {
    for (const form of [...refusedAddresses.hidden, ...refusedAddresses.ranges]) {
      if (!form.startsWith("http")) continue;
      const clientId = `${form.replace(/^http:/, "https:").replace(/\/?$/, "")}/client.json`;
      const answer = await browser.visit((await openHandClient(gateway.url, clientId)).authorizationUrl());
      expect([clientId, answer.status, answer.headers.location]).toEqual([clientId, 400, undefined]);
    }
  });
});

describe("a client that registers itself", () => {
  test("becomes a public one with the code flow, whatever it asked for", async () => {
    const { json, status } = await register(gateway.url, {
      client_name: "Wishful",
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: "client_secret_basic",
      grant_types: ["authorization_code", "refresh_token", "implicit", "client_credentials"],
      response_types: ["code", "token"],
      scope: "admin",
      logo_uri: "http://127.0.0.1/logo.png",
      jwks_uri: "http://169.254.169.254/",
      sector_identifier_uri: "http://127.0.0.1/",
    });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      client_name: "Wishful",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
    });
    const said = JSON.stringify(json);
    for (const word of ["client_secret", "logo", "jwks_uri", "sector", "admin", "registration_access_token"])
      expect(said).not.toContain(word);
  });

  test.each(["client_secret_post", "client_secret_basic"])(
    "a service that asks for %s gets a secret, without which its codes and tokens are worth nothing",
    async (method) => {
      const callback = "https://service.example/callback";
      const answer = await register(gateway.url, {
        client_name: "Service",
        redirect_uris: [callback],
        token_endpoint_auth_method: method,
      });
      const { client_id: clientId, client_secret: secret, ...registered } = JSON.parse(answer.text);
      expect(registered).toMatchObject({ token_endpoint_auth_method: method, client_secret_expires_at: 0 });
      const stored = await gateway.services.database.transaction((trx) =>
        trx.selectFrom("oauthClients").selectAll().where("id", "=", clientId).execute(),
      );
      expect(JSON.stringify(stored)).not.toContain(secret);

      const service = await openHandClient(gateway.url, clientId);
      const code = async () =>
        (await signIn(browser, service.authorizationUrl({ redirect_uri: callback }))).searchParams.get(
          "code",
        );
      const exchange = async (changes: Record<string, string>) =>
        service.exchange((await code()) ?? "", { redirect_uri: callback, ...changes });
      expect((await exchange({})).json).toMatchObject({ error: "invalid_client" });
      expect((await exchange({ client_secret: `${secret}x` })).json).toMatchObject({
        error: "invalid_client",
      });
      const { text } = await exchange({ client_secret: secret });
      const { refresh_token: token } = JSON.parse(text);
      expect((await service.refresh(token)).json).toMatchObject({ error: "invalid_client" });
      const basic = Buffer.from(`${clientId}:${secret}`).toString("base64");
      const refreshed = await send(`${gateway.url}/oauth/token`, {
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          authorization: `Basic ${basic}`,
        },
        body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: token }).toString(),
      });
      expect(refreshed.status).toBe(200);
    },
  );

  test("is answered in JSON for what is none, and for what is too large", async () => {
    const post = (body: string, type = "application/json") =>
      send(`${gateway.url}/oauth/register`, { headers: { "content-type": type }, body });
    expect((await post("{")).status).toBe(400);
    expect((await post("[]")).status).toBe(400);
    expect((await post("x=1", "application/x-www-form-urlencoded")).status).toBe(415);
    expect((await post(JSON.stringify({ x: "x".repeat(70_000) }))).status).toBe(413);
  });

  test("is one of a bounded number from one network", async () => {
    const visit = { services: gateway.services, requestId: "r", address: "203.0.113.9", userAgent: null };
    const metadata = { redirect_uris: [redirectUri] };
    const tries = Array.from({ length: 70 }, (_, index) =>
      registerOAuthClient(visit, { id: `flood-${index}`, metadata }).then(
        () => "ok",
        (error: { code: string }) => error.code,
      ),
    );
    const outcomes = await Promise.all(tries);
    expect(outcomes.filter((each) => each === "ok")).toHaveLength(60);
    expect(outcomes.filter((each) => each === "rate_limited")).toHaveLength(10);
  });
});

describe("a client that was allowed before", () => {
  test("is not asked about again for the same, but for more, and after it was denied or revoked", async () => {
    const client = await openHandClient(gateway.url);
    await client.signIn(browser, { scope: "tools:read" });
    const page = async (changes: Record<string, string>) => {
      const way = new URL(locationOf(await browser.visit(client.authorizationUrl(changes))), gateway.url);
      return browser.visit(way.href);
    };
    const straight = await page({ scope: "tools:read", redirect_uri: "http://127.0.0.1:7/callback" });
    const back = new URL(locationOf(await browser.visit(locationOf(straight))));
    expect(back.searchParams.get("code")).toBeTruthy();
    // The page, which is the dashboard's.
    for (const changes of [
      { scope: "tools:read tools:call" },
      { scope: "tools:read", prompt: "consent" },
      { scope: "tools:read", resource: `${gateway.url}/mcp/c/shop` },
    ]) {
      expect((await page(changes)).text).toBe("a page");
    }
    expect(back.port).toBe("7");
  });

  test("in another's name is", async () => {
    const client = await openHandClient(gateway.url);
    await client.signIn(browser);
    await gateway.tenant("bob");
    const bob = await logInAs(gateway.services, "bob");
    const way = new URL(locationOf(await bob.visit(client.authorizationUrl())), gateway.url);
    expect((await bob.visit(way.href)).text).toBe("a page");
    expect((await signIn(bob, client.authorizationUrl())).searchParams.get("code")).toBeTruthy();
  });
});

describe("metadata", () => {
  test.each([
    "/.well-known/oauth-authorization-server",
    "/.well-known/oauth-authorization-server/mcp",
    "/.well-known/openid-configuration",
    "/.well-known/openid-configuration/mcp",
  ])("%s names the endpoints, to any origin, without credentials", async (path) => {
    const answer = await send(gateway.url + path, { method: "GET", headers: { origin: "https://app.test" } });
    expect(answer.status).toBe(200);
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
    expect(answer.json).toMatchObject({
      issuer: gateway.url,
      authorization_endpoint: `${gateway.url}/oauth/authorize`,
      token_endpoint: `${gateway.url}/oauth/token`,
      registration_endpoint: `${gateway.url}/oauth/register`,
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
    });
  });

  test("what is none of ours is 404, and a foreign host is refused", async () => {
    expect(
      (await send(`${gateway.url}/.well-known/oauth-authorization-server/x`, { method: "GET" })).status,
    ).toBe(404);
    const foreign = await send(`${gateway.url}/.well-known/oauth-authorization-server`, {
      method: "GET",
      headers: { host: "evil.example" },
    });
    expect(foreign.status).toBe(403);
  });

  test.each(["/oauth/token", "/oauth/register"])("%s may be asked by pages of any origin", async (path) => {
    const preflight = await send(gateway.url + path, {
      method: "OPTIONS",
      headers: { origin: "https://app.test", "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers["access-control-allow-origin"]).toBe("*");
    const answer = await send(gateway.url + path, {
      headers: { origin: "https://app.test", "content-type": "application/json" },
      body: "{}",
    });
    expect(answer.status).toBe(400);
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
    expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });
});
