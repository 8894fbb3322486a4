import { expect, test } from "vitest";
import { openLiveServices } from "../../testing/open-live-services.ts";
import { auditActions, testPerson } from "../../testing/people.ts";
import { getConnection, refreshConnection } from "../index.ts";
import { awaitSignIn } from "./await-sign-in.ts";
import { storeClient } from "./client.ts";
import { finishSignIn } from "./finish.ts";
import { loginPlace } from "./login-place.ts";
import { startSignIn } from "./start.ts";
import { addProtected, beginSignIn, call, openProvider, settled, signIn } from "./test-sign-in.ts";

const { services } = await openLiveServices();
const { context } = await testPerson(services, "ada");

test("a server that asks for it is signed in to, its tools are read, and a call goes there with the login", async () => {
  const { provider, server } = await openProvider();
  const added = await addProtected(context, server);
  expect(added).toMatchObject({
    status: "needs_sign_in",
    signIn: {
      issuer: provider.issuer,
      accounts: "personal",
      state: "needed",
      needsClient: false,
      login: null,
    },
  });
  expect(added.report.at(-1)).toMatchObject({
    step: "sign_in",
    cause: "unauthorized_with_metadata",
    detail: `127.0.0.1:${server.port} asks you to sign in.`,
  });

  expect(await signIn(context, "linear")).toEqual({
    isSignedIn: true,
    message: "Signed in to Linear.",
    connection: { slug: "linear", name: "Linear" },
    isPopup: false,
  });
  const ready = await getConnection(context, { connection: "linear" });
  expect(ready).toMatchObject({ status: "ready", tools: 1, signIn: { state: "signed_in", problem: null } });
  expect(ready.signIn?.login).toMatchObject({ scopes: ["mcp:read"], hint: expect.stringMatching(/^….{4}$/) });

  const answer = await call(context);
  expect(answer.result).toMatchObject({ content: [{ text: '{"a":1}' }] });
  expect(provider.registrations).toHaveLength(1);
  expect(await auditActions(services, context.actor.organizationId)).toEqual(
    expect.arrayContaining(["connection.sign_in_start", "connection.sign_in"]),
  );
});

test("S12: a state that is missing, foreign, used, too old or from another browser is refused, and no code is sent", async () => {
  const { provider, server } = await openProvider();
  const { slug } = await addProtected(context, server, "strict");
  const fine = { isSignedIn: false, connection: { slug, name: "strict" } };
  const problem = async () => (await getConnection(context, { connection: slug })).signIn?.problem;

  const first = await beginSignIn(context, slug);
  const stateless = new URLSearchParams(first.parameters);
  stateless.delete("state");
  const foreign = new URLSearchParams(first.parameters);
  foreign.set("state", "A".repeat(43));
  for (const parameters of [stateless, foreign, new URLSearchParams()]) {
    expect(await finishSignIn(context, { ...first, parameters })).toMatchObject({
      isSignedIn: false,
      connection: null,
    });
  }

  for (const browserToken of [null, "B".repeat(43)]) {
    const elsewhere = await beginSignIn(context, slug);
    expect(await finishSignIn(context, { ...elsewhere, browserToken })).toMatchObject(fine);
    expect(await problem()).toMatchObject({ code: "foreign_browser" });
    // It is over for the right browser as well.
    expect(await finishSignIn(context, elsewhere)).toMatchObject(fine);
  }

  const late = await beginSignIn(context, slug);
  await services.database.system
    .updateTable("connectionSignIns")
    .set({ expiresAt: new Date(Date.now() - 1).toISOString() })
    .where("endedAt", "is", null)
    .execute();
  expect(await problem()).toMatchObject({ code: "sign_in_expired" });
  expect(await finishSignIn(context, late)).toMatchObject(fine);
  expect(await problem()).toMatchObject({
    code: "sign_in_expired",
    message: expect.stringContaining("10 minutes"),
  });
  expect(provider.tokenRequests).toEqual([]);

  const good = await beginSignIn(context, slug);
  const both = await Promise.all([finishSignIn(context, good), finishSignIn(context, good)]);
  expect(both.map(({ isSignedIn }) => isSignedIn).sort()).toEqual([false, true]);
  expect(await finishSignIn(context, good)).toMatchObject({
    message: expect.stringContaining("used already"),
  });
  expect(provider.tokenRequests).toHaveLength(1);
  expect(await settled(context, slug)).toMatchObject({ status: "ready", signIn: { problem: null } });
  const actions = await auditActions(services, context.actor.organizationId);
  expect(actions.filter((action) => action === "connection.sign_in_fail").length).toBeGreaterThanOrEqual(4);
});

test("who waits for a sign-in goes on at once with one that came in between, and not with the one that would not do", async () => {
  const { server } = await openProvider();
  const { slug } = await addProtected(context, server, "between");
  await signIn(context, slug);
  const { organizationId, userId: ownerId } = context.actor;
  const connection = (await services.snapshots.get(organizationId)).connectionsBySlug.get(slug);
  if (!connection) throw new Error("there is no such connection");
  const place = loginPlace(organizationId, connection, ownerId);
  const known = await services.logins.get(place);
  const wait = (refusedLoginId: string | null, signal: AbortSignal) =>
    awaitSignIn(services, { organizationId, connection, ownerId, refusedLoginId }, signal);
  expect(await wait(null, new AbortController().signal)).toBe(true);
  const leaving = new AbortController();
  const waiting = wait(known?.id ?? "", leaving.signal);
  await services.logins.get(place, { isFresh: true });
  leaving.abort();
  expect(await waiting).toBe(false);
});

test("a registration whose secret is about to end is made anew, before anybody signs in with it", async () => {
  const { provider, server } = await openProvider();
  const { slug, id: connectionId } = await addProtected(context, server, "ending");
  await signIn(context, slug);
  const { organizationId } = context.actor;
  const place = { organizationId, connectionId, issuer: provider.issuer };
  const client = { clientId: "old", clientSecret: "s", authMethod: "client_secret_post" as const };
  for (const [secretExpiresAtMs, registrations] of [
    [Date.now() + 30 * 86_400_000, 1],
    [Date.now() + 60_000, 2],
  ] as const) {
    await services.database.withOrganization(organizationId, (trx) =>
      storeClient(services, trx, { place, kind: "registered", client: { ...client, secretExpiresAtMs } }),
    );
    await startSignIn(context, { connection: slug }, undefined);
    expect(provider.registrations).toHaveLength(registrations);
  }
});

test("a provider whose tokens the server refuses (another audience) is told as that, not as a missing sign-in", async () => {
  const { provider, server, protection } = await openProvider();
  const { slug } = await addProtected(context, server, "audience");
  await signIn(context, slug);
  protection.verify = (token) => provider.verify(token, "https://other.example/mcp");
  const message = expect.stringContaining("audience does not accept the login that 127.0.0.1:");
  await expect(call(context, "audience_echo")).rejects.toMatchObject({ code: "needs_sign_in", message });
  expect(await signIn(context, slug)).toMatchObject({ isSignedIn: true });
  expect(await getConnection(context, { connection: slug })).toMatchObject({
    status: "needs_sign_in",
    statusReason: { code: "login_refused", message },
  });
  protection.verify = provider.verify;
  await call(context, "audience_echo");
});

test.each([
  ["renews its logins", "login_refused", "asks to sign in at"],
  ["took them back", "login_lost", "no longer accepts the login (invalid_grant). It is given at"],
])(
  "a server that moved to another provider is signed in to there, by a registration of its own; the old one %s",
  async (old, code, said) => {
    const [{ provider, server, protection }, { provider: next }] = [
      await openProvider(),
      await openProvider(),
    ];
    const { slug } = await addProtected(context, server, `moving ${code}`);
    await signIn(context, slug);
    protection.issuer = next.issuer;
    protection.verify = next.verify;
    if (old === "took them back") await provider.revokeAll();
    const moved = await refreshConnection(context, { connection: slug });
    expect(moved).toMatchObject({
      status: "needs_sign_in",
      statusReason: { code, message: expect.stringContaining(`${said} ${new URL(next.issuer).host} by now`) },
      signIn: { issuer: next.issuer },
    });
    // What the old one gave was renewed at the old one alone.
    expect(next.tokenRequests).toEqual([]);

    expect(await signIn(context, slug)).toMatchObject({ isSignedIn: true });
    const { signIn: healed, ...connection } = await getConnection(context, { connection: slug });
    expect(connection).toMatchObject({ status: "ready", tools: 1 });
    expect(healed).toMatchObject({ state: "signed_in", problem: null });
    expect([provider, next].map(({ registrations }) => registrations.length)).toEqual([1, 1]);
  },
);
