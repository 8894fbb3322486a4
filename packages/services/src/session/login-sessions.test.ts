import { openDatabase } from "@patchops/db";
import { testPasswords } from "@patchops/testing";
import { expect, test } from "vitest";
import { logIn } from "../account/index.ts";
import { openTestServices, testSettings, withParts } from "../testing/open-test-services.ts";
import { asApiKey, auditActions, testPassword, testPerson, testVisit } from "../testing/people.ts";
import {
  listLoginSessions,
  readLoginToken,
  resolveLoginSession,
  revokeLoginSession,
  revokeOtherLoginSessions,
} from "./index.ts";

const { services, connectionString } = await openTestServices();
const visit = testVisit(services);
const stored = (userId: string) =>
  services.database.system.selectFrom("loginSessions").selectAll().where("userId", "=", userId).execute();
const setTimes = (userId: string, times: { lastSeenAt?: string; expiresAt?: string }) =>
  services.database.transaction((trx) =>
    trx.updateTable("loginSessions").set(times).where("userId", "=", userId).execute(),
  );
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

test("a token resolves to its person with the scopes of their role", async () => {
  const { token, userId, organizationId } = await testPerson(services, "ada");
  const login = await resolveLoginSession(visit, token);
  expect(login).toMatchObject({
    actor: { kind: "user", userId, organizationId, role: "owner", apiKeyId: null },
    renewedCookie: null,
  });
  expect(login?.actor.scopes).toContain("keys:manage");
  expect(login?.actor.loginSessionId).toBe((await stored(userId))[0]?.id);
  expect(await resolveLoginSession(visit, `${token.slice(0, -1)}!`)).toBeNull();
  expect(readLoginToken(services, `a=b; patchops=${token}`)).toBe(token);
});

test("a database that is away is no reason to log anybody out", async () => {
  const { token } = await testPerson(services, "away");
  const database = await openDatabase({ connectionString, ...testPasswords });
  await database.close();
  await expect(
    resolveLoginSession(testVisit(withParts(services, { database })), token),
  ).rejects.toMatchObject({ code: "unavailable", retryAfterSeconds: 2 });
});

test("on https the cookie is bound to the host", async () => {
  const secure = withParts(services, {
    settings: testSettings({ publicUrl: "https://patchops.example" }),
  });
  const { cookies } = await testPerson(secure, "https");
  expect(cookies).toEqual([
    expect.stringMatching(
      /^__Host-patchops=\w{43}; HttpOnly; Max-Age=2592000; Path=\/; SameSite=Lax; Secure$/,
    ),
    expect.stringMatching(
      /^__Host-patchops_device=\w{43}; HttpOnly; Max-Age=34560000; Path=\/; SameSite=Lax; Secure$/,
    ),
  ]);
});

test("last seen is written at most once a minute; a session that grows old is prolonged with its cookie", async () => {
  const { token, userId } = await testPerson(services, "busy");
  const recently = ago(30_000);
  await setTimes(userId, { lastSeenAt: recently });
  await resolveLoginSession(visit, token);
  expect((await stored(userId))[0]?.lastSeenAt).toBe(recently);
  await setTimes(userId, { lastSeenAt: ago(90_000), expiresAt: ago(-10 * 86_400_000) });
  const login = await resolveLoginSession(visit, token);
  expect(login?.renewedCookie).toContain(token);
  const [row] = await stored(userId);
  expect(Date.parse(row?.lastSeenAt ?? "")).toBeGreaterThan(Date.parse(recently));
  expect(Date.parse(row?.expiresAt ?? "")).toBeGreaterThan(Date.now() + 29 * 86_400_000);
});

test("whoever is no member any more is nobody there", async () => {
  const { token, organizationId } = await testPerson(services, "gone");
  await services.database.withOrganization(organizationId, (trx) => trx.deleteFrom("members").execute());
  expect(await resolveLoginSession(visit, token)).toBeNull();
});

test("S38: a suspended person's sessions stop at once", async () => {
  const { token, userId } = await testPerson(services, "suspended");
  await services.database.transaction((trx) =>
    trx.updateTable("users").set({ status: "suspended" }).where("id", "=", userId).execute(),
  );
  expect(await resolveLoginSession(visit, token)).toBeNull();
});

test("S25: sessions are listed with this one marked, and without what would log in", async () => {
  const { context, email, token } = await testPerson(services, "lister");
  const elsewhere = testVisit(services, { address: "203.0.113.8", userAgent: "Phone" });
  const other = await logIn(elsewhere, { email, password: testPassword });
  const list = await listLoginSessions(context);
  expect(list).toHaveLength(2);
  expect(list.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
  expect(list.find(({ isCurrent }) => !isCurrent)).toMatchObject({
    address: "203.0.113.8",
    userAgent: "Phone",
  });
  for (const secret of [token, other.token, context.actor.loginSessionId]) {
    expect(JSON.stringify(list)).not.toContain(secret);
  }
});

test("S19: one session, and all others, are ended at once and written down", async () => {
  const { context, email, token, organizationId } = await testPerson(services, "ender");
  const others = await Promise.all([1, 2, 3].map(() => logIn(visit, { email, password: testPassword })));
  const [first] = (await listLoginSessions(context)).filter(({ isCurrent }) => !isCurrent);
  await revokeLoginSession(context, { id: first?.id ?? "" });
  expect(await listLoginSessions(context)).toHaveLength(3);
  expect(await revokeOtherLoginSessions(context)).toEqual({ ended: 2 });
  for (const other of others) expect(await resolveLoginSession(visit, other.token)).toBeNull();
  expect(await resolveLoginSession(visit, token)).not.toBeNull();
  expect((await auditActions(services, organizationId)).slice(-2)).toEqual([
    "login_session.revoke",
    "login_session.revoke_others",
  ]);
});

test("another's session cannot be ended, nor told from one that is not there", async () => {
  const { context } = await testPerson(services, "mallory");
  const victim = await testPerson(services, "victim");
  const id = victim.context.actor.loginSessionId?.slice(0, 16) ?? "";
  for (const tried of [id, "0".repeat(16), "%".repeat(16)]) {
    await expect(revokeLoginSession(context, { id: tried })).rejects.toMatchObject({
      code: "not_found",
      message: "There is no such login.",
    });
  }
  expect(await resolveLoginSession(visit, victim.token)).not.toBeNull();
});

test("an API key neither sees nor ends logins", async () => {
  const { context } = await testPerson(services, "keyed");
  const key = asApiKey(context);
  await expect(listLoginSessions(key)).rejects.toMatchObject({ code: "forbidden" });
  await expect(revokeOtherLoginSessions(key)).rejects.toMatchObject({ code: "forbidden" });
  await expect(revokeLoginSession(key, { id: "0".repeat(16) })).rejects.toMatchObject({ code: "forbidden" });
});
