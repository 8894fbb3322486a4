import { waitFor } from "@patchops/testing";
import { expect, test } from "vitest";
import type { Context, Services } from "../../context.ts";
import { openLiveServices } from "../../testing/open-live-services.ts";
import { withParts } from "../../testing/open-test-services.ts";
import { auditActions, testPerson } from "../../testing/people.ts";
import { getConnection } from "../index.ts";
import { sealValue } from "../sealed.ts";
import { credentialStore } from "./credential-store.ts";
import { loginSeal, openLogin } from "./open-login.ts";
import { addProtected, call, openProvider, signIn } from "./test-sign-in.ts";

const { services, otherNode, lines } = await openLiveServices();
const { context } = await testPerson(services, "ada");
const on = (node: Services): Context => ({ ...context, services: node });
const refreshes = (provider: Awaited<ReturnType<typeof openProvider>>["provider"]) =>
  provider.tokenRequests.filter(({ grantType }) => grantType === "refresh_token").length;

/** A connection that is signed in to, by its slug. */
async function signedIn(name: string, ...given: Parameters<typeof openProvider>) {
  const opened = await openProvider(...given);
  const { slug } = await addProtected(context, opened.server, name);
  expect(await signIn(context, slug)).toMatchObject({ isSignedIn: true });
  const tool = `${slug}_echo`;
  return { ...opened, slug, tool, state: () => getConnection(context, { connection: slug }) };
}

/** Lets a stored login end so soon, whatever the provider said. */
async function age(slug: string, leftMs: number): Promise<void> {
  const place = await placeOf(slug);
  await services.database.withOrganization(place.organizationId, async (trx) => {
    const stored = await services.logins.get(place, { isFresh: true });
    if (!stored) throw new Error("nobody is signed in");
    const sealed = openLogin(services, place.organizationId, stored);
    sealed.login.expiresAtMs = Date.now() + leftMs;
    sealed.login.givenAtMs = Date.now() - 3_600_000;
    await trx
      .updateTable("connectionCredentials")
      .set({
        sealed: await sealValue(services, trx, {
          place: loginSeal(place.organizationId, stored.id),
          value: sealed,
        }),
      })
      .where("id", "=", stored.id)
      .execute();
    await services.logins.changed(trx, place);
  });
  services.logins.forget(place);
}

test("S17: 50 calls at once on two nodes with a login that has ended ask the provider once, and all succeed", async () => {
  const { provider, server, slug, tool, state } = await signedIn("fifty");
  const second = await otherNode();
  await call(on(second), tool);
  await age(slug, -1);
  second.logins.forget(await placeOf(slug));
  const before = refreshes(provider);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => call(on(n % 2 === 0 ? services : second), tool)),
  );
  expect(answers).toHaveLength(50);
  expect(refreshes(provider) - before).toBe(1);
  const tokens = new Set(
    server.requests
      .filter(({ method }) => method === "tools/call")
      .map(({ headers }) => headers.authorization),
  );
  // The one of the warm-up, and the one that all 50 came with.
  expect(tokens.size).toBe(2);
  expect((await state()).signIn?.login?.refreshedAt).not.toBeNull();
});

async function placeOf(slug: string) {
  const { id } = await getConnection(context, { connection: slug });
  return { organizationId: context.actor.organizationId, connectionId: id, userId: context.actor.userId };
}

test("a login is renewed ahead of its end, and no call waits for that", async () => {
  const { provider, slug, tool } = await signedIn("ahead");
  await age(slug, 30_000);
  provider.fault({ token: "hang" });
  await call(context, tool);
  // It is answered while the renewal still waits; one that waited for it would have given that up first.
  await waitFor(() => provider.hanging() === 1);
  expect(refreshes(provider)).toBe(1);
  provider.fault({});
});

test("a token that the server refuses is renewed once, and the same call goes on", async () => {
  const { protection, provider, slug, tool } = await signedIn("refused");
  const real = protection.verify;
  let refused: string | null = null;
  protection.verify = async (token, resource) => {
    refused ??= token;
    return token === refused ? null : real(token, resource);
  };
  const answer = await call(context, tool);
  expect(answer.result.isError).toBeUndefined();
  expect(refreshes(provider)).toBe(1);
  expect(slug).toBe("refused");
});

test("what a provider revoked is noticed at the next use: said once, shown with its cause, healed by one sign-in", async () => {
  const { provider, slug, tool, state } = await signedIn("revoked");
  await provider.revokeAll();
  const failure = { code: "needs_sign_in", next: expect.stringContaining(`/connections/${slug}`) };
  await expect(call(context, tool)).rejects.toMatchObject(failure);
  await expect(call(context, tool)).rejects.toMatchObject({ ...failure, sent: false });
  expect(await state()).toMatchObject({
    status: "needs_sign_in",
    signIn: {
      state: "needed",
      problem: {
        code: "login_lost",
        message: expect.stringContaining("no longer accepts the login (invalid_grant)"),
      },
    },
  });
  const actions = await auditActions(services, context.actor.organizationId);
  expect(actions.filter((action) => action === "connection.login_lost")).toHaveLength(1);
  expect(await signIn(context, slug)).toMatchObject({ isSignedIn: true });
  await call(context, tool);
  expect(await state()).toMatchObject({ status: "ready", signIn: { state: "signed_in", problem: null } });
});

test("new tokens that were never stored, since their node died, cost one sign-in, said once", async () => {
  const { slug, tool, state } = await signedIn("died");
  const stored = await services.logins.get(await placeOf(slug));
  if (!stored) throw new Error("nobody is signed in");
  await services.upstreams.oauth.refresh(openLogin(services, context.actor.organizationId, stored).login);
  await age(slug, -1);
  for (let count = 0; count < 2; count += 1) {
    await expect(call(context, tool)).rejects.toMatchObject({ code: "needs_sign_in" });
  }
  expect(await state()).toMatchObject({
    status: "needs_sign_in",
    signIn: { problem: { code: "login_lost" } },
  });
  const lost = await services.database.withOrganization(context.actor.organizationId, (trx) =>
    trx.selectFrom("auditEntries").select("data").where("action", "=", "connection.login_lost").execute(),
  );
  expect(lost.filter(({ data }) => data?.slug === slug)).toHaveLength(1);
  expect(await signIn(context, slug)).toMatchObject({ isSignedIn: true });
  await call(context, tool);
});

test("new tokens are stored as soon as a database that was away is back", async () => {
  const { slug, tool } = await signedIn("restarted");
  const { organizationId, userId } = context.actor;
  const connection = (await services.snapshots.get(organizationId)).connectionsBySlug.get(slug);
  if (!connection) throw new Error("there is no such connection");
  let failures = 0;
  const withOrganization: Services["database"]["withOrganization"] = (id, run) => {
    failures += 1;
    if (failures > 2) return services.database.withOrganization(id, run);
    return Promise.reject(new Error("the database is away"));
  };
  const database = Object.create(services.database, { withOrganization: { value: withOrganization } });
  const away = withParts(services, { database });
  const store = credentialStore(away, { organizationId, connection, ownerId: userId });
  const known = await store.read();
  if (!known?.login) throw new Error("nobody is signed in");
  const next = await services.upstreams.oauth.refresh(known.login);
  expect(await store.save(known, next)).toMatchObject({ login: next });
  expect(failures).toBe(3);
  await age(slug, -1);
  await call(context, tool);
});

test("a renewal that ends after somebody has signed in anew takes nothing from that, and gives its tokens back", async () => {
  const { provider, slug, tool } = await signedIn("late");
  const { organizationId, userId } = context.actor;
  const connection = (await services.snapshots.get(organizationId)).connectionsBySlug.get(slug);
  if (!connection) throw new Error("there is no such connection");
  const store = credentialStore(services, { organizationId, connection, ownerId: userId });
  const known = await store.read();
  if (!known?.login) throw new Error("nobody is signed in");
  await signIn(context, slug);
  expect(await store.save(known, { ...known.login, accessToken: "a stale one" })).toBeNull();
  expect(provider.revoked).toContain("a stale one");
  await store.lose(known, "The old one is over.");
  await call(context, tool);
  expect(await getConnection(context, { connection: slug })).toMatchObject({
    signIn: { state: "signed_in", problem: null },
  });
});

test("a provider that does not answer takes no login away", async () => {
  const { provider, slug, tool, state } = await signedIn("away");
  await age(slug, 2_000);
  provider.fault({ token: 503 });
  // Still good for a moment, so it is used; one renewal was tried.
  await call(context, tool);
  await waitFor(() => refreshes(provider) === 1 || undefined);
  await call(context, tool);
  expect(refreshes(provider)).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  await expect(call(context, tool)).rejects.toMatchObject({
    code: "unavailable",
    retryable: true,
    sent: false,
  });
  expect(await state()).toMatchObject({ signIn: { state: "signed_in", problem: null } });
  provider.fault({});
  await call(context, tool);
});

test("S24, S25: neither the database, nor the log, nor any answer holds a token, a client secret or a verifier", async () => {
  const { provider, server, slug, tool, state } = await signedIn("sealed");
  await call(context, tool);
  const secrets = [
    ...provider.tokenRequests.flatMap(({ body }) => [
      body.get("code_verifier"),
      body.get("refresh_token"),
      body.get("code"),
    ]),
    ...server.requests.map(({ headers }) => headers.authorization?.replace("Bearer ", "")),
  ].filter((secret): secret is string => typeof secret === "string" && secret.length > 20);
  expect(secrets.length).toBeGreaterThan(2);
  const { system } = services.database;
  const stored = JSON.stringify([
    await system.selectFrom("connectionCredentials").selectAll().execute(),
    await system.selectFrom("connectionSignIns").selectAll().execute(),
    await system.selectFrom("connectionClients").selectAll().execute(),
    await system.selectFrom("auditEntries").selectAll().execute(),
    await system.selectFrom("connections").selectAll().execute(),
  ]);
  const said = JSON.stringify([await state(), lines.map(({ fields, message }) => [message, String(fields)])]);
  for (const secret of secrets) {
    expect(stored).not.toContain(secret);
    expect(said).not.toContain(secret);
  }
  expect((await getConnection(context, { connection: slug })).signIn?.login?.hint).toHaveLength(5);
});
