import { createHash } from "node:crypto";
import {
  listConnectedApps,
  readSigningKeys,
  resolveLoginSession,
  revokeConnectedApp,
  rotateTokenKey,
  suspendAsOperator,
} from "@patchops/services";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { decodeJwt, importJWK, SignJWT } from "jose";
import { afterAll, describe, expect, test } from "vitest";
import { openHandClient } from "../testing/code-flow.ts";
import { openTestGateway } from "../testing/open-test-gateway.ts";
import { openRawClient, rpc } from "../testing/raw-client.ts";
import { send } from "../testing/send.ts";
import { logInAs } from "../testing/sign-in.ts";

const gateway = await openTestGateway();
const { services } = gateway;
const ada = await gateway.tenant("ada");
const fixture = await startMcpFixture();
afterAll(() => fixture.close());
await ada.connect(fixture.url, "fixture");
const browser = await logInAs(services, "ada");
const client = await openHandClient(gateway.url);
const mcp = `${gateway.url}/mcp`;

const initialize = rpc(
  "initialize",
  { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
  0,
);

const knock = (token: string, url = mcp) =>
  send(url, {
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify(initialize),
  });

describe("S6: a token that is not ours, not for here, or over", () => {
  const forge = async (
    changes: Record<string, unknown> = {},
    header: Record<string, string> = {},
    key?: Parameters<SignJWT["sign"]>[0],
  ) => {
    const { current } = await readSigningKeys(services);
    const { access_token: real } = await client.signIn(browser);
    const claims = { ...decodeJwt(real), ...changes };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: current.kid, ...header })
      .sign(key ?? (await importJWK(current, "ES256")));
  };

  test("the forged one that changes nothing is let in, so that the others show something", async () => {
    expect((await knock(await forge())).status).toBe(200);
  });

  test.each([
    ["another issuer", { iss: "https://evil.example" }],
    ["another audience", { aud: "https://patchops.example/mcp" }],
    ["several audiences", { aud: ["https://patchops.example/mcp", "x"] }],
    ["expired", { exp: Math.floor(Date.now() / 1_000) - 1 }],
    ["another client", { client_id: "other" }],
    ["a grant that does not exist", { gid: "0193a000-0000-7000-8000-000000000001" }],
    ["no grant", { gid: undefined }],
    ["no expiry", { exp: undefined }],
  ])("%s: 401 with a challenge", async (_name, changes) => {
    const answer = await knock(await forge(changes));
    expect(answer.status).toBe(401);
    const challenge = String(answer.headers["www-authenticate"]);
    expect(challenge).toContain('error="invalid_token"');
    expect(challenge).toContain(
      `resource_metadata="${gateway.url}/.well-known/oauth-protected-resource/mcp"`,
    );
  });

  test("another kind of token, an unknown key, a foreign key under our name: 401", async () => {
    expect((await knock(await forge({}, { typ: "JWT" }))).status).toBe(401);
    expect((await knock(await forge({}, { kid: "nobody" }))).status).toBe(401);
    const { privateKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
      "sign",
      "verify",
    ]);
    expect((await knock(await forge({}, {}, privateKey))).status).toBe(401);
  });

  test("alg none, HS256 with the public key, a changed byte: 401", async () => {
    const token = await forge();
    const [head = "", body = "", signature = ""] = token.split(".");
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    expect((await knock(`${encode({ alg: "none", typ: "at+jwt" })}.${body}.`)).status).toBe(401);
    const { published } = await readSigningKeys(services);
    const hmac = await new SignJWT(decodeJwt(token))
      .setProtectedHeader({ alg: "HS256", typ: "at+jwt", kid: published[0]?.kid ?? "" })
      .sign(new TextEncoder().encode(JSON.stringify(published[0]).padEnd(32, " ")));
    expect((await knock(hmac)).status).toBe(401);
    const flipped = signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    expect((await knock(`${head}.${body}.${flipped}`)).status).toBe(401);
  });

  test("a token in the address: 401, and tokens are for their endpoint alone", async () => {
    const { access_token: token } = await client.signIn(browser);
    expect((await send(`${mcp}?access_token=${token}`, { body: JSON.stringify(initialize) })).status).toBe(
      401,
    );
    expect((await knock(token, `${gateway.url}/mcp/c/fixture`)).status).toBe(401);
    const { access_token: ofConnection } = await client.signIn(browser, {
      resource: `${gateway.url}/mcp/c/fixture`,
    });
    expect((await knock(ofConnection, `${gateway.url}/mcp/c/fixture`)).status).toBe(200);
    expect((await knock(ofConnection)).status).toBe(401);
  });
});

describe("S17: refreshing", () => {
  test("rotates; an old one that comes after the grace ends the whole family", async () => {
    const first = await client.signIn(browser);
    const second = JSON.parse((await client.refresh(first.refresh_token)).text);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(decodeJwt(second.access_token)).toMatchObject({ aud: mcp, scope: "tools:read tools:call" });
    expect((await knock(second.access_token)).status).toBe(200);
    // As if the grace were over.
    const idHash = createHash("sha256").update(first.refresh_token).digest("hex");
    await services.database.transaction((trx) =>
      trx
        .updateTable("oauthRecords")
        .set({ consumedAt: new Date(Date.now() - 10_500).toISOString() })
        .where("idHash", "=", idHash)
        .execute(),
    );
    expect((await client.refresh(first.refresh_token)).json).toMatchObject({ error: "invalid_grant" });
    expect((await client.refresh(second.refresh_token)).json).toMatchObject({ error: "invalid_grant" });
    // Nodes hear of it; the promise is within 5 s.
    await waitFor(async () => (await knock(second.access_token)).status === 401, { timeoutMs: 5_000 });
  });

  test("50 at the same moment all get tokens that work", async () => {
    const { refresh_token: token } = await client.signIn(browser);
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.refresh(token)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
    const [one, other] = answers.map(({ text }) => JSON.parse(text));
    expect((await knock(one.access_token)).status).toBe(200);
    expect((await client.refresh(other.refresh_token)).status).toBe(200);
  });

  test("is for the client that it was given to, for no more than was granted, and for one resource", async () => {
    const { refresh_token: token } = await client.signIn(browser, { scope: "tools:read" });
    const other = await openHandClient(gateway.url);
    expect((await other.refresh(token)).json).toMatchObject({ error: "invalid_grant" });
    expect((await client.refresh(token, { scope: "tools:read tools:call" })).json).toMatchObject({
      error: "invalid_scope",
    });
    expect((await client.refresh(token, { resource: `${gateway.url}/mcp/c/fixture` })).json).toMatchObject({
      error: "invalid_target",
    });
    expect((await client.refresh(token)).status).toBe(200);
  });

  test("no secret stands in the database in the clear", async () => {
    const { refresh_token: token } = await client.signIn(browser);
    const rows = await services.database.transaction((trx) =>
      trx.selectFrom("oauthRecords").selectAll().execute(),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
    const keys = await services.database.transaction((trx) =>
      trx.selectFrom("oauthSigningKeys").selectAll().execute(),
    );
    expect(JSON.stringify(keys)).not.toContain((await readSigningKeys(services)).current.d);
  });
});

describe("a token handed back (RFC 7009)", () => {
  const handBack = (form: Record<string, string>) =>
    send(`${gateway.url}/oauth/revoke`, {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(form).toString(),
    });

  test.each(["refresh_token", "access_token"] as const)("ends the sign-in: %s", async (kind) => {
    const tokens = await client.signIn(browser);
    const answer = await handBack({
      client_id: client.clientId,
      token: tokens[kind],
      token_type_hint: kind,
    });
    expect(answer).toMatchObject({ status: 200, text: "" });
    await waitFor(async () => (await knock(tokens.access_token)).status === 401, { timeoutMs: 5_000 });
    expect((await client.refresh(tokens.refresh_token)).json).toMatchObject({ error: "invalid_grant" });
    expect((await handBack({ client_id: client.clientId, token: tokens[kind] })).status).toBe(200);
  });

  test("by another client, or no token at all, changes nothing", async () => {
    const tokens = await client.signIn(browser);
    const other = await openHandClient(gateway.url);
    const [head, , signature] = tokens.access_token.split(".");
    for (const token of [tokens.refresh_token, tokens.access_token]) {
      expect((await handBack({ client_id: other.clientId, token })).status).toBe(200);
    }
    for (const token of ["x", `${head}.e30.${signature}`]) {
      expect((await handBack({ client_id: client.clientId, token })).status).toBe(200);
    }
    expect((await handBack({ client_id: "nobody", token: tokens.access_token })).status).toBe(401);
    expect((await knock(tokens.access_token)).status).toBe(200);
    expect((await client.refresh(tokens.refresh_token)).status).toBe(200);
  });
});

describe("S26: what was allowed can be taken back", () => {
  test("revoking an app ends its tokens and streams on every node within 5 s", async () => {
    const app = await openHandClient(gateway.url);
    const tokens = await app.signIn(browser);
    const elsewhere = await gateway.anotherNode();
    // Tokens are for the public address, whichever node is asked.
    expect((await knock(tokens.access_token, `${elsewhere}/mcp`)).status).toBe(200);
    const session = await openRawClient(mcp, { apiKey: tokens.access_token });
    const stream = await fetch(mcp, { headers: session.headers({ accept: "text/event-stream" }) });
    expect(stream.status).toBe(200);
    let isOpen = true;
    void stream.text().then(() => {
      isOpen = false;
    });
    const apps = await listConnectedApps(ada.context);
    const shown = apps.find(({ clientId }) => clientId === app.clientId);
    expect(shown).toMatchObject({
      client: { name: "By hand", host: null, isVerified: false },
      endpoints: ["/mcp"],
      scopes: ["tools:read", "tools:call"],
      signIns: 1,
      sessions: 2,
    });
    // Within the time that is waited: far from the end of the token's own.
    await revokeConnectedApp(ada.context, { id: shown?.id ?? "" });
    await waitFor(async () => (await knock(tokens.access_token)).status === 401);
    await waitFor(async () => (await knock(tokens.access_token, `${elsewhere}/mcp`)).status === 401);
    await waitFor(() => !isOpen);
    expect((await app.refresh(tokens.refresh_token)).json).toMatchObject({ error: "invalid_grant" });
    expect((await listConnectedApps(ada.context)).some(({ clientId }) => clientId === app.clientId)).toBe(
      false,
    );
  });

  test("a suspended person's tokens stop, and so do those of one who left", async () => {
    await gateway.tenant("bob");
    const tokens = await client.signIn(await logInAs(services, "bob"));
    expect((await knock(tokens.access_token)).status).toBe(200);
    await suspendAsOperator(services, { email: "bob@example.com", reason: "Mining" });
    // Not 401: signing in anew would not help.
    await waitFor(async () => (await knock(tokens.access_token)).status === 403, { timeoutMs: 5_000 });
    expect((await client.refresh(tokens.refresh_token)).json).toMatchObject({ error: "invalid_grant" });
  });

  test("a role that was cut cuts the tokens", async () => {
    const carl = await gateway.tenant("carl");
    const tokens = await client.signIn(await logInAs(services, "carl"));
    const session = await openRawClient(mcp, { apiKey: tokens.access_token });
    await services.database.withOrganization(carl.organizationId, (trx) =>
      trx
        .updateTable("members")
        .set({ role: "viewer" })
        .where("organizationId", "=", carl.organizationId)
        .where("userId", "=", carl.userId)
        .execute(),
    );
    const call = () => session.request("tools/call", { name: "fixture_echo", arguments: {} });
    await waitFor(async () => (await call()).status === 403, { timeoutMs: 5_000 });
    // Signing in anew would not help: the role may not.
    expect((await call()).headers["www-authenticate"]).toBeUndefined();
    expect((await session.request("tools/list")).status).toBe(200);
  });

  test("a call that needs more than was granted says what, with what was granted (step-up)", async () => {
    const tokens = await client.signIn(browser, { scope: "tools:read" });
    const session = await openRawClient(mcp, { apiKey: tokens.access_token });
    const answer = await session.request("tools/call", { name: "fixture_echo", arguments: {} });
    expect(answer.status).toBe(403);
    const challenge = String(answer.headers["www-authenticate"]);
    expect(challenge).toContain('error="insufficient_scope"');
    expect(challenge).toContain('scope="tools:read tools:call"');
  });
});

describe("signing keys", () => {
  test("rotate under load on two nodes without a failed call, and old tokens live on", async () => {
    const { access_token: old } = await client.signIn(browser);
    const elsewhere = `${await gateway.anotherNode()}/mcp`;
    let isOver = false;
    const statuses: number[] = [];
    const load = [mcp, mcp, elsewhere, elsewhere].map(async (url) => {
      while (!isOver) statuses.push((await knock(old, url)).status);
    });
    const rotations: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      await rotateTokenKey(services, { force: true });
      const { current } = await readSigningKeys(services);
      rotations.push(current.kid);
      const fresh = await client.signIn(browser);
      await waitFor(async () => {
        const { access_token: token } = JSON.parse((await client.refresh(fresh.refresh_token)).text);
        // Whichever key signed it, the other node takes it at once.
        expect((await knock(token, elsewhere)).status).toBe(200);
        expect((await knock(token)).status).toBe(200);
        return JSON.parse(Buffer.from(token.split(".")[0], "base64url").toString()).kid === current.kid;
      });
    }
    isOver = true;
    await Promise.all(load);
    expect(new Set(rotations).size).toBe(3);
    expect(statuses.length).toBeGreaterThan(20);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const { json } = await send(`${gateway.url}/oauth/jwks`, { method: "GET" });
    expect((json as { keys: { kid: string; d?: string }[] }).keys.map(({ kid }) => kid)).toEqual(
      expect.arrayContaining(rotations),
    );
    expect(JSON.stringify(json)).not.toContain('"d":');
  });

  test("are dropped when their last token has ended", async () => {
    await services.database.transaction((trx) =>
      trx
        .updateTable("oauthSigningKeys")
        .set({ retiredAt: new Date(Date.now() - 2 * 3_600_000).toISOString() })
        .where("retiredAt", "is not", null)
        .execute(),
    );
    expect(await rotateTokenKey(services)).toBe(false);
    expect((await readSigningKeys(services)).published).toHaveLength(1);
  });
});

test("a known token costs no signature check and no query", async () => {
  const { access_token: token } = await client.signIn(browser);
  const { accessTokens } = gateway.authorizationServer;
  const startedAt = performance.now();
  await accessTokens.verify(token, mcp);
  const beganAt = performance.now();
  const rounds = 2_000;
  for (let count = 0; count < rounds; count += 1) await accessTokens.verify(token, mcp);
  // The first time there are both.
  expect((performance.now() - beganAt) / rounds).toBeLessThan((beganAt - startedAt) / 4);
  expect(
    await resolveLoginSession({ services, requestId: "", address: null, userAgent: null }, token),
  ).toBeNull();
});
