import { impersonationMinutes } from "@patchops/contract";
import { sql } from "kysely";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { currentAccount, logOut } from "../account/index.ts";
import { listAudit } from "../admin/index.ts";
import { createApiKey, listApiKeys } from "../apikey/index.ts";
import { listConnections } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { startExecution } from "../execution/index.ts";
import { resolveLoginSession } from "../session/index.ts";
import { openTestServices } from "../testing/open-test-services.ts";
import { outboxOf } from "../testing/outbox.ts";
import {
  asApiKey,
  auditEntries,
  type TestPerson,
  testMember,
  testPerson,
  testVisit,
} from "../testing/people.ts";
import { exportCalls } from "../usage/index.ts";
import { beginImpersonation, endImpersonation, noteRefused, noteSeen } from "./index.ts";

const { services } = await openTestServices();
afterEach(() => vi.useRealTimers());

const reason = "They asked in a ticket why nothing runs";
let ann: TestPerson;
let bob: TestPerson;
beforeAll(async () => {
  ann = await testPerson(services, "ann");
  bob = await testPerson(services, "bob");
});

/** What the browser of the admin is now. */
async function seenBy({ token }: TestPerson): Promise<Context> {
  const login = await resolveLoginSession(testVisit(services), token, { impersonates: true });
  if (login === null) throw new Error("nobody is logged in");
  return { ...testVisit(services), actor: login.actor, via: "dashboard", client: null };
}

const refused = { code: "forbidden" };

test("an admin sees what somebody sees and changes nothing; both audits and a mail say so, and it ends by one click", async () => {
  const { endsAt } = await beginImpersonation(ann.context, { userId: bob.userId, reason });
  const seen = await seenBy(ann);
  expect(seen.actor).toMatchObject({
    ...{ userId: bob.userId, organizationId: bob.organizationId, role: "owner", isInstanceAdmin: false },
  });
  expect(await currentAccount(seen)).toMatchObject({
    user: { email: bob.email },
    impersonation: { by: ann.email, reason, endsAt },
  });
  expect(await listConnections(seen)).toEqual([]);
  for (const act of [
    createApiKey(seen, { name: "x" }),
    startExecution(seen, { code: "return 1" }),
    listAudit(seen, {}),
    exportCalls(seen, {}, "csv").next(),
    beginImpersonation(seen, { userId: ann.userId, reason }),
  ]) {
    await expect(act).rejects.toMatchObject(refused);
  }
  // Where browsers are asked who they are for something else (consent, linking) it is nobody's.
  expect(await resolveLoginSession(testVisit(services), ann.token)).toBeNull();
  for (const verb of ["connection.list", "connection.list", "apiKey.create", "account.current"]) {
    await noteSeen(seen, verb);
  }
  for (let tries = 0; tries < 2; tries += 1) await noteRefused(seen, "apiKey.create");
  // One's own refusals are in nobody's audit.
  await noteRefused(bob.context, "admin.users");
  await endImpersonation(seen);
  const own = await seenBy(ann);
  expect(own.actor).toMatchObject({ userId: ann.userId, isInstanceAdmin: true });
  await expect(endImpersonation(own)).rejects.toMatchObject({ code: "conflict" });

  const told = async (context: Context) =>
    (await listAudit(context, { action: "impersonation" })).entries
      .toReversed()
      .map(({ action, actor, targetEmail, data }) => [
        action,
        actor,
        targetEmail,
        data.reason ?? data.verb ?? data.seen,
      ]);
  const begun = ["impersonation.begin", ann.email, bob.email, reason];
  const ended = ["impersonation.end", `${ann.email} as ${bob.email}`, bob.email, ["connection.list"]];
  expect(await told(bob.context)).toEqual([
    begun,
    ["impersonation.see", `${ann.email} as ${bob.email}`, bob.email, "connection.list"],
    ...[1, 2].map(() => [
      ...["impersonation.refuse", `${ann.email} as ${bob.email}`, bob.email, "apiKey.create"],
    ]),
    ended,
  ]);
  expect(await told(own)).toEqual([begun, ended]);
  const mail = (await outboxOf(services, bob.email)).at(-1);
  expect(mail).toMatchObject({ kind: "account-viewed", text: expect.stringContaining(reason) });
});

test("it is over by itself after its time, with the admin's right, and with their logout", async () => {
  await beginImpersonation(ann.context, { userId: bob.userId, reason });
  expect((await seenBy(ann)).actor.userId).toBe(bob.userId);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + (impersonationMinutes + 1) * 60_000 });
  expect((await seenBy(ann)).actor.userId).toBe(ann.userId);
  vi.useRealTimers();
  const admin = services.database.system.updateTable("users").where("id", "=", ann.userId);
  await admin.set({ isInstanceAdmin: false }).execute();
  expect((await seenBy(ann)).actor).toMatchObject({ userId: ann.userId, isInstanceAdmin: false });
  await admin.set({ isInstanceAdmin: true }).execute();
  await logOut(await seenBy(ann));
  await expect(seenBy(ann)).rejects.toThrow("nobody is logged in");
  expect((await auditEntries(services, bob.organizationId)).at(-1)).toMatchObject({
    action: "account.log_out",
  });
});

test("nobody looks as an admin, as a stranger to the organization, by a key, without a proof, or who runs nothing", async () => {
  const eve = await testPerson(services, "eve");
  const cid = await testMember(services, eve, "cid", "viewer");
  await services.database.system
    .updateTable("users")
    .set({ isInstanceAdmin: true })
    .where("email", "in", [eve.email])
    .execute();
  const admin = { ...eve.context, actor: { ...eve.context.actor, isInstanceAdmin: true } };
  const as = (context: Context, input: { userId: string; organizationId?: string }) =>
    beginImpersonation(context, { ...input, reason });
  await expect(as(admin, { userId: ann.userId })).rejects.toMatchObject({ code: "conflict" });
  await expect(as(admin, { userId: eve.userId })).rejects.toMatchObject({ code: "conflict" });
  await expect(as(admin, { userId: eve.organizationId })).rejects.toMatchObject({ code: "not_found" });
  await expect(as(admin, { userId: cid.userId, organizationId: bob.organizationId })).rejects.toMatchObject({
    code: "conflict",
    details: { field: "organizationId" },
  });
  await expect(as(bob.context, { userId: cid.userId })).rejects.toMatchObject(refused);
  await expect(as(asApiKey(admin), { userId: cid.userId })).rejects.toMatchObject(refused);
  await services.database.system
    .updateTable("loginSessions")
    .set({ provedAt: sql<string>`now() - interval '11 minutes'` })
    .where("userId", "=", eve.userId)
    .execute();
  await expect(as(admin, { userId: cid.userId })).rejects.toMatchObject({ code: "step_up_required" });
  await services.database.system.updateTable("loginSessions").set({ provedAt: sql<string>`now()` }).execute();
  await as(admin, { userId: cid.userId, organizationId: eve.organizationId });
  expect((await seenBy(eve)).actor).toMatchObject({ userId: cid.userId, role: "viewer" });
  await expect(listApiKeys(await seenBy(eve))).rejects.toMatchObject(refused);
});
