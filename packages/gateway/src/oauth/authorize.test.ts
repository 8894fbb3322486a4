import { waitFor } from "@patchops/testing";
import { describe, expect, test } from "vitest";
import { openBrowser } from "../testing/browser.ts";
import { openHandClient, redirectUri, register } from "../testing/code-flow.ts";
import { openTestGateway } from "../testing/open-test-gateway.ts";
import { answerConsent, locationOf, logInAs, openConsent, signIn } from "../testing/sign-in.ts";

const gateway = await openTestGateway();
await gateway.tenant("ada");
await gateway.tenant("bob");
const browser = await logInAs(gateway.services, "ada");
const client = await openHandClient(gateway.url);

describe("S14: an answer goes to a registered address only", () => {
  test.each([
    ["suffix", `${redirectUri}/more`],
    ["suffix of the host", "http://127.0.0.1.evil.example:43210/callback"],
    ["path", "http://127.0.0.1:43210/other"],
    ["dot segment", "http://127.0.0.1:43210/callback/../other"],
    ["query", `${redirectUri}?next=1`],
    ["userinfo", "http://evil@127.0.0.1:43210/callback"],
    ["userinfo that looks like the host", "http://127.0.0.1:43210@evil.example/callback"],
    ["fragment", `${redirectUri}#x`],
    ["case of the path", "http://127.0.0.1:43210/Callback"],
    ["another loopback name", "http://localhost:43210/callback"],
    ["another scheme", "https://127.0.0.1:43210/callback"],
    ["no number for a port", "http://127.0.0.1:a/callback"],
    ["a script", "javascript:alert(1)"],
    ["nothing", ""],
  ])("%s: refused, without a redirect", async (_name, uri) => {
    const answer = await browser.visit(client.authorizationUrl({ redirect_uri: uri }));
    expect(answer.status).toBe(400);
    expect(answer.headers.location).toBeUndefined();
    expect(answer.headers["content-type"]).toContain("text/html");
    expect(answer.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(answer.text).toContain("This sign-in cannot go on");
    expect(answer.text).toContain(String(answer.headers["x-request-id"]));
    if (uri !== "") expect(answer.text).not.toContain(uri);
    // The id on the page leads to why, and to nothing of what was asked.
    const requestId = answer.headers["x-request-id"];
    expect(gateway.told.filter((line) => line.requestId === requestId)).toEqual([
      { code: uri === "" ? "invalid_request" : "invalid_redirect_uri", requestId },
    ]);
  });

  test("the port of an app on one's own machine is free (RFC 8252, section 7.3)", async () => {
    const answer = await browser.visit(
      client.authorizationUrl({ redirect_uri: "http://127.0.0.1:5/callback" }),
    );
    expect(locationOf(answer)).toMatch(/^\/consent\/[\w-]+$/);
  });

  test("the port of a web client is not", async () => {
    const { text } = await register(gateway.url, { redirect_uris: ["https://app.example/callback"] });
    const web = await openHandClient(gateway.url, JSON.parse(text).client_id);
    const at = (uri: string) => browser.visit(web.authorizationUrl({ redirect_uri: uri }));
    expect((await at("https://app.example/callback")).status).toBe(303);
    expect((await at("https://app.example:8443/callback")).status).toBe(400);
    expect((await at("HTTPS://app.example/callback")).status).toBe(400);
  });

  test.each([
    [[]],
    ["https://app.example/callback"],
    [["http://app.example/callback"]],
    [["https://app.example/callback#fragment"]],
    [["https://user@app.example/callback"]],
    [["javascript:alert(1)"]],
    [["data:text/html,x"]],
    [["file:///etc/passwd"]],
    [[7]],
  ])("redirect_uris %j are not registered", async (redirectUris) => {
    const answer = await register(gateway.url, { redirect_uris: redirectUris });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({
      error: expect.stringMatching(/^invalid_(redirect_uri|client_metadata)$/),
    });
  });
});

describe("S15: no code without our page", () => {
  test("the page is asked for first, and sends who is not logged in to the login, which leads back", async () => {
    const stranger = openBrowser();
    const page = new URL(locationOf(await stranger.visit(client.authorizationUrl())), gateway.url);
    const answer = await stranger.visit(page.href);
    expect(locationOf(answer)).toBe(`/login?next=${encodeURIComponent(page.pathname)}`);
    expect((await stranger.visit(`${page.href}/request`)).status).toBe(401);
    expect((await answerConsent(stranger, page.href, { decision: "deny" })).status).toBe(401);
  });

  test("resuming before an answer asks again", async () => {
    const { page } = await openConsent(browser, client.authorizationUrl());
    const uid = page.split("/").at(-1);
    const answer = await browser.visit(`${gateway.url}/oauth/authorize/${uid}`);
    expect(locationOf(answer)).toMatch(/^\/consent\//);
  });

  test("prompt=none gets an error, no code", async () => {
    const back = new URL(locationOf(await browser.visit(client.authorizationUrl({ prompt: "none" }))));
    expect(back.searchParams.get("error")).toBe("interaction_required");
    expect(back.searchParams.get("code")).toBeNull();
  });

  test("the sign-in is bound to the browser in which it began", async () => {
    const { page } = await openConsent(browser, client.authorizationUrl());
    const other = await logInAs(gateway.services, "bob");
    expect((await other.visit(`${page}/request`)).status).toBe(404);
    const allowed = await answerConsent(other, page, {
      decision: "allow",
      organizationId: "0193a000-0000-7000-8000-000000000001",
      scopes: ["tools:read"],
    });
    expect(allowed.status).toBe(404);
    // A copied id with a signature of one's own making is no cookie of ours.
    other.take(`patchops_consent=${page.split("/").at(-1)}; path=${new URL(page).pathname}`);
    expect((await other.visit(`${page}/request`)).status).toBe(404);
  });

  test.each([
    ["a foreign origin", { origin: "https://evil.example" }, 403],
    ["no JSON", { "content-type": "text/plain" }, 415],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }, 415],
  ])("the decision is refused from %s", async (_name, headers, status) => {
    const { page } = await openConsent(browser, client.authorizationUrl());
    expect((await answerConsent(browser, page, { decision: "deny" }, headers)).status).toBe(status);
  });

  test("the decision is refused without an origin, and by GET", async () => {
    const { page } = await openConsent(browser, client.authorizationUrl());
    const body = JSON.stringify({ decision: "deny" });
    const headers = { "content-type": "application/json" };
    expect((await browser.visit(page, { method: "POST", headers, body })).status).toBe(403);
    expect((await browser.visit(`${page}/request`, { method: "POST", headers, body })).status).toBe(405);
  });

  test("no more is granted than was asked for, and nothing in an organization of others", async () => {
    const { page, request } = await openConsent(browser, client.authorizationUrl({ scope: "tools:read" }));
    const [own] = request.organizations;
    const answer = (organizationId: string | undefined, scopes: string[]) =>
      answerConsent(browser, page, { decision: "allow", organizationId, scopes });
    expect((await answer(own?.id, ["connections:manage"])).status).toBe(403);
    const bob = await gateway.tenant("carl");
    expect((await answer(bob.organizationId, ["tools:read"])).status).toBe(404);
    expect((await answer(own?.id, [])).status).toBe(400);
    expect((await answer(own?.id, ["keys:manage"])).status).toBe(403);
  });

  test("of several organizations the person chooses, and the grant is for that one", async () => {
    const owner = await gateway.tenant("dora");
    const other = await gateway.tenant("emil");
    await gateway.services.database.withOrganization(other.organizationId, (trx) =>
      trx
        .insertInto("members")
        .values({ organizationId: other.organizationId, userId: owner.userId, role: "viewer" })
        .execute(),
    );
    const dora = await logInAs(gateway.services, "dora");
    const { request } = await openConsent(dora, client.authorizationUrl());
    expect(request.organizations).toMatchObject([
      { id: owner.organizationId, role: "owner", scopes: ["tools:read", "tools:call"] },
      { id: other.organizationId, role: "viewer", scopes: ["tools:read"] },
    ]);
    const tokens = await client.signIn(
      dora,
      {},
      {
        decision: "allow",
        organizationId: other.organizationId,
        scopes: ["tools:read", "tools:call"],
      },
    );
    const found = await gateway.authorizationServer.accessTokens.verify(
      tokens.access_token,
      `${gateway.url}/mcp`,
    );
    expect(found).toMatchObject({
      ok: true,
      actor: {
        organizationId: other.organizationId,
        userId: owner.userId,
        role: "viewer",
        scopes: ["tools:read"],
      },
    });
  });

  test("a denial tells the client, and the sign-in is over", async () => {
    const back = await signIn(browser, client.authorizationUrl(), { decision: "deny" });
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      error: "access_denied",
      state: "s",
      iss: gateway.url,
    });
  });
});

describe("S16: a code is for whoever asked for it, once", () => {
  const newCode = async () =>
    (await signIn(browser, client.authorizationUrl())).searchParams.get("code") ?? "";

  test.each([
    ["none", { code_challenge: undefined, code_challenge_method: undefined }],
    ["plain", { code_challenge_method: "plain" }],
    ["plain by default", { code_challenge_method: undefined }],
  ])("PKCE %s is refused", async (_name, changes) => {
    const back = new URL(locationOf(await browser.visit(client.authorizationUrl(changes))));
    expect(back.searchParams.get("error")).toBe("invalid_request");
  });

  test("a wrong verifier, redirect or client is refused", async () => {
    const code = await newCode();
    const other = await openHandClient(gateway.url);
    expect((await client.exchange(code, { code_verifier: "x".repeat(43) })).json).toMatchObject({
      error: "invalid_grant",
    });
    expect((await client.exchange(code, { redirect_uri: "http://127.0.0.1:1/callback" })).json).toMatchObject(
      {
        error: "invalid_grant",
      },
    );
    expect((await client.exchange(code, { client_id: other.clientId })).json).toMatchObject({
      error: "invalid_grant",
    });
    expect((await client.exchange(code)).status).toBe(200);
  });

  test("a code that comes twice ends what it gave", async () => {
    const code = await newCode();
    const tokens = JSON.parse((await client.exchange(code)).text);
    expect((await client.exchange(code)).json).toMatchObject({ error: "invalid_grant" });
    expect((await client.refresh(tokens.refresh_token)).json).toMatchObject({ error: "invalid_grant" });
    const { accessTokens } = gateway.authorizationServer;
    const found = () => accessTokens.verify(tokens.access_token, `${gateway.url}/mcp`);
    // Nodes hear of it; the promise is within 5 s.
    await waitFor(async () => !(await found()).ok, { timeoutMs: 5_000 });
    expect(await found()).toEqual({ ok: false, reason: "revoked_token" });
  });

  test("of many exchanges at the same moment one at most gets tokens", async () => {
    const code = await newCode();
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.exchange(code)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect(new Set(answers.map(({ status }) => status))).not.toContain(500);
  });
});

describe("a resource", () => {
  test.each([
    ["another instance", "https://patchops.example/mcp"],
    ["no endpoint", `${gateway.url}/elsewhere`],
    ["a query", `${gateway.url}/mcp?x=1`],
    ["a slash more", `${gateway.url}/mcp/`],
    ["no address", "mcp"],
  ])("that is %s gets no sign-in", async (_name, resource) => {
    const back = new URL(locationOf(await browser.visit(client.authorizationUrl({ resource }))));
    expect(back.searchParams.get("error")).toBe("invalid_target");
  });
  test("is one: two get no sign-in, none is /mcp", async () => {
    const two = `${client.authorizationUrl()}&resource=${encodeURIComponent(`${gateway.url}/mcp/c/shop`)}`;
    const { request } = await openConsent(browser, client.authorizationUrl({ resource: undefined }));
    expect(request.endpoint).toBe("/mcp");
    const back = new URL(locationOf(await browser.visit(two)));
    expect(back.searchParams.get("error")).toBe("invalid_target");
  });
});
