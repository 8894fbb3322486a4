import { openDatabase } from "@patchops/db";
import { testPasswords } from "@patchops/testing";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appeal, logIn, suspensionOf } from "../../account/index.ts";
import { createApiKey, resolveApiKey } from "../../apikey/index.ts";
import { listCustomers } from "../../billing/index.ts";
import type { Context } from "../../context.ts";
import { dropOldRecords } from "../../retention/index.ts";
import { resolveLoginSession } from "../../session/index.ts";
import { openTestServices, withParts } from "../../testing/open-test-services.ts";
import { outboxOf } from "../../testing/outbox.ts";
import { auditActions, testPassword, testPerson, testVisit } from "../../testing/people.ts";
import {
  liftAsOperator,
  liftSuspension,
  listUsers,
  settleAppeal,
  suspendAccount,
  suspendAsOperator,
} from "./index.ts";

const { services, connectionString } = await openTestServices();
const otherNode = withParts(services, {
  database: await openDatabase({ connectionString, ...testPasswords }),
});
afterAll(() => otherNode.database.close());

const reason = "Mining on our machines";
let admin: Context;
beforeAll(async () => {
  admin = (await testPerson(services, "admin")).context;
  await services.database.system
    .updateTable("users")
    .set({ emailVerifiedAt: new Date().toISOString() })
    .execute();
});

/** What a suspended person is told who logs in with the right password. */
async function refusedLogin(email: string) {
  const error = await logIn(testVisit(services), { email, password: testPassword }).catch((cause) => cause);
  expect(error).toMatchObject({ code: "account_suspended", details: { reason } });
  return { ticket: String(error.details.appeal) };
}

test("S38: logins end and keys are refused with the reason, on every node at once; a lift brings the keys back", async () => {
  const { context, userId, token, organizationId } = await testPerson(services, "mallory");
  const { key } = await createApiKey(context, { name: "x" });
  for (const node of [services, otherNode])
    expect(await resolveApiKey(node, key)).toMatchObject({ ok: true });
  await suspendAccount(admin, { userId, reason });
  for (const node of [services, otherNode]) {
    await expect
      .poll(() => resolveApiKey(node, key), { timeout: 5_000 })
      .toMatchObject({ ok: false, reason: "suspended", suspension: reason });
    expect(await resolveLoginSession(testVisit(node), token)).toBeNull();
  }
  await liftSuspension(admin, { userId });
  for (const node of [services, otherNode]) {
    await expect.poll(() => resolveApiKey(node, key), { timeout: 5_000 }).toMatchObject({ ok: true });
  }
  expect(await resolveLoginSession(testVisit(services), token)).toBeNull();
  expect((await auditActions(services, organizationId)).slice(-2)).toEqual([
    "account.suspend",
    "account.lift_suspension",
  ]);
  expect(await auditActions(services, admin.actor.organizationId)).toContain("account.suspend");
});

test("S20: only who gives the right password learns of it, and may object once", async () => {
  const { userId, email } = await testPerson(services, "eve");
  await suspendAsOperator(services, { email, reason });
  await expect(logIn(testVisit(services), { email, password: "not the password" })).rejects.toMatchObject({
    code: "invalid_credentials",
  });
  const told = (await outboxOf(services, email)).at(-1);
  expect(told).toMatchObject({ kind: "account-suspended", text: expect.stringContaining(reason) });
  const { ticket } = await refusedLogin(email);
  expect(await suspensionOf(testVisit(services), { ticket })).toEqual({ reason });
  await appeal(testVisit(services), { ticket, text: "It was a test." });
  const gone = { code: "not_found" };
  await expect(appeal(testVisit(services), { ticket, text: "Again" })).rejects.toMatchObject(gone);
  await expect(suspensionOf(testVisit(services), { ticket })).rejects.toMatchObject(gone);
  await appeal(testVisit(services), { ...(await refusedLogin(email)), text: "It was a load test." });
  const waiting = { users: [{ id: userId, status: "suspended", appeal: "It was a load test." }] };
  expect(await listUsers(admin, { show: "appealed" })).toMatchObject(waiting);
  const mails = await outboxOf(services, "admin@example.com");
  expect(mails.filter(({ kind }) => kind === "appeal")).toHaveLength(2);
  expect(mails.at(-1)?.text).toContain(email);
  await settleAppeal(admin, { userId });
  expect(await listUsers(admin, { show: "appealed" })).toEqual({ users: [], nextCursor: null });
  await expect(settleAppeal(admin, { userId })).rejects.toMatchObject(gone);
  await services.database.system
    .updateTable("appeals")
    .set({ settledAt: sql`now() - interval '89 days'` })
    .execute();
  expect(await dropOldRecords(services)).not.toHaveProperty("appeals");
  await services.database.system
    .updateTable("appeals")
    .set({ settledAt: sql`now() - interval '91 days'` })
    .execute();
  expect(await dropOldRecords(services)).toMatchObject({ appeals: 1 });
  await liftAsOperator(services, { email });
  expect((await outboxOf(services, email)).at(-1)).toMatchObject({ kind: "account-active" });
  await expect(logIn(testVisit(services), { email, password: testPassword })).resolves.toMatchObject({
    userId,
  });
});

test("nobody suspends themselves, somebody unknown, or twice", async () => {
  const { userId } = await testPerson(services, "twice");
  const code = (input: { userId: string }) =>
    suspendAccount(admin, { ...input, reason }).then(
      () => "done",
      (error) => error.code,
    );
  expect(await code({ userId: admin.actor.userId })).toBe("conflict");
  expect(await code({ userId: crypto.randomUUID() })).toBe("not_found");
  expect(await code({ userId })).toBe("done");
  expect(await code({ userId })).toBe("conflict");
});

test("accounts are found by a part of their address or name, page by page, with their organizations", async () => {
  const zoe = await testPerson(services, "zoe_x");
  expect(await listUsers(admin, { search: "ZOE_" })).toMatchObject({
    users: [{ id: zoe.userId, organizations: ["zoe_x"], status: "active", appeal: null }],
    nextCursor: null,
  });
  expect((await listUsers(admin, { search: "z%x" })).users).toEqual([]);
  const { key, prefix, id: keyId } = await createApiKey(zoe.context, { name: "x" });
  const { requestId } = zoe.context;
  const theirs = [zoe.userId, zoe.organizationId, key, prefix, ` ${keyId} `, requestId];
  for (const search of theirs) {
    expect((await listUsers(admin, { search })).users.map(({ id }) => id)).toEqual([zoe.userId]);
    expect((await listCustomers(admin, { search })).customers.map(({ id }) => id)).toEqual([
      zoe.organizationId,
    ]);
  }
  // Its time, as an id of ours would have it, is after the year 9999.
  const late = `ff${crypto.randomUUID().slice(2)}`;
  for (const search of [crypto.randomUUID(), late, prefix.slice(0, -1)]) {
    expect((await listUsers(admin, { search })).users).toEqual([]);
    expect((await listCustomers(admin, { search })).customers).toEqual([]);
  }
  const first = await listUsers(admin, { limit: 2 });
  const second = await listUsers(admin, { limit: 2, cursor: first.nextCursor ?? "" });
  expect(new Set([...first.users, ...second.users].map(({ id }) => id)).size).toBe(4);
});
