import { newId } from "@patchops/contract";
import { dataRegister, type RegisterEntry, type Transaction } from "@patchops/db";
import { fillEverything, openSuperuser, startMcpFixture } from "@patchops/testing";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { logIn } from "../account/index.ts";
import { createApiKey, resolveApiKey } from "../apikey/index.ts";
import { addConnection } from "../connection/index.ts";
import { addProtected, openProvider, signIn } from "../connection/sign-in/test-sign-in.ts";
import type { Context, Services } from "../context.ts";
import { accountColumns, carryOutDeletions, organizationTables, personTables } from "../erasure/index.ts";
import { deployWorkflow } from "../execution/index.ts";
import { listNotifications } from "../notification/index.ts";
import { resolveLoginSession } from "../session/index.ts";
import { askByContact, askSupport, listInbox, readInboxTicket } from "../support/index.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { testSettings, withParts } from "../testing/open-test-services.ts";
import { outboxOf } from "../testing/outbox.ts";
import {
  auditActions,
  contextOf,
  type TestPerson,
  testMember,
  testPassword,
  testPerson,
  testVisit,
} from "../testing/people.ts";
import { pastRecord, storePast } from "../usage/test-usage.ts";
import {
  accountRemoval,
  addLegalHold,
  cancelDeletion,
  deletionByLink,
  keepOrganization,
  listDeletions,
  listLegalHolds,
  pendingDeletions,
  releaseLegalHold,
  removeAccount,
  removeForRequester,
  removeOrganization,
} from "./index.ts";

const { services, connectionString } = await openLiveServices();
const { system } = services.database;
const superuser = await openSuperuser(connectionString);
afterAll(() => superuser.close());
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const later = () => new Date(Date.now() + 8 * 86_400_000);
const visit = testVisit(services);
let admin: Context;

beforeAll(async () => {
  admin = (await testPerson(services, "operator")).context;
});

/** What the last mail's link leads to. */
async function mailedToken(email: string): Promise<string> {
  const mail = (await outboxOf(services, email)).at(-1);
  return /#token=(\w+)/.exec(mail?.text ?? "")?.[1] ?? "none";
}

/** Where in the whole database a text stands, by table and column. */
async function findEverywhere(text: string): Promise<string[]> {
  return [...(await superuser.find([text])).keys()].toSorted();
}

const organizationOf = ({ organizationId }: TestPerson) =>
  system.selectFrom("organizations").select("id").where("id", "=", organizationId).executeTakeFirst();

test("S39: at once nothing of an account works any more; the mailed link brings all of it back", async () => {
  const ann = await testPerson(services, "ann");
  const { key } = await createApiKey(ann.context, { name: "laptop" });
  expect(await accountRemoval(ann.context)).toMatchObject({
    graceDays: 7,
    goesAlong: [{ id: ann.organizationId }],
    needsOwner: [],
    apiKeys: 1,
  });
  await expect(removeAccount(ann.context, { email: "other@example.com" })).rejects.toMatchObject({
    code: "invalid_input",
  });
  await removeAccount(ann.context, { email: ann.email });
  await expect.poll(() => resolveApiKey(services, key)).toMatchObject({ ok: false });
  expect(await resolveLoginSession(visit, ann.token)).toBeNull();
  const refused = await logIn(visit, { email: ann.email, password: testPassword }).catch((error) => error);
  expect(refused).toMatchObject({ code: "deletion_pending" });
  await expect(logIn(visit, { email: ann.email, password: "not the password" })).rejects.toMatchObject({
    code: "invalid_credentials",
  });
  // Who signs in is given the same as who was mailed.
  expect(await deletionByLink(visit, { token: refused.details.deletion })).toMatchObject({
    state: "waiting",
  });
  expect(await carryOutDeletions(services)).toBe(0);
  await cancelDeletion(visit, { token: await mailedToken(ann.email) });
  await expect.poll(() => resolveApiKey(services, key)).toMatchObject({ ok: true });
  await logIn(visit, { email: ann.email, password: testPassword });
  expect(await carryOutDeletions(services, later())).toBe(0);
  expect(await auditActions(services, ann.organizationId)).toEqual(
    expect.arrayContaining(["account.ask_deletion", "account.cancel_deletion"]),
  );
  await expect(cancelDeletion(visit, { token: refused.details.deletion })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("S39: of a deleted account no table names anybody; organizations that go on keep an owner and their records", async () => {
  const fixture = await startMcpFixture();
  const bob = await testPerson(services, "bob");
  const heir = await testMember(services, bob, "heir", "admin");
  const own = await system
    .selectFrom("members")
    .select("organizationId")
    .where("userId", "=", heir.userId)
    .where("role", "=", "owner")
    .executeTakeFirstOrThrow();
  await addConnection(heir.context, { target: { kind: "http", url: fixture.url }, name: "Tools" });
  await createApiKey(heir.context, { name: "heirs own key" });
  await services.database.withOrganization(bob.organizationId, (trx) =>
    trx
      .insertInto("workflows")
      .values({
        ...{
          organizationId: bob.organizationId,
          id: newId(),
          name: "nightly",
          userId: heir.userId,
          scopes: [],
        },
        ...{ latestVersion: 1, publishedVersion: 1, pausedAt: null, pauseReason: null },
        ...{ webhookHash: null, webhookSealed: null, createdBy: heir.userId },
      })
      .execute(),
  );
  await removeAccount(heir.context, { email: heir.email });
  expect((await listNotifications(bob.context)).notifications).toMatchObject([
    { kind: "workflow", title: "The workflow nightly is blocked" },
  ]);
  await services.database.withOrganization(bob.organizationId, (trx) =>
    trx.deleteFrom("workflows").execute(),
  );
  const token = await mailedToken(heir.email);
  expect(await carryOutDeletions(services, later())).toBe(1);

  const done = await deletionByLink(visit, { token });
  expect(done).toMatchObject({ state: "done", name: null, problem: null });
  expect(done.report.deleted).toMatchObject({ api_keys: 1, users: 1 });
  expect(done.report.kept.map(({ what }) => what)).toContain("audit entries");
  expect(done.parts).toMatchObject([{ subjectId: own.organizationId, name: null }]);
  expect(done.parts[0]?.report.deleted).toMatchObject({ organizations: 1 });
  // The audit of the organization that goes on, and the mail that told of it.
  expect(await findEverywhere(heir.email)).toEqual([
    "audit_entries.actor_name",
    "audit_entries.data",
    "mails.recipient",
  ]);
  const ids = await findEverywhere(heir.userId);
  expect(ids.filter((place) => !/^(audit_entries|deletions|users)\./.test(place))).toEqual([]);
  expect(ids).toContain("users.id");
  expect(await findEverywhere(own.organizationId)).toEqual(["deletions.subject_id"]);
  const connection = await system
    .selectFrom("connections")
    .select("createdBy")
    .where("organizationId", "=", bob.organizationId)
    .executeTakeFirstOrThrow();
  expect(connection.createdBy).toBe(bob.userId);
  expect(await auditActions(services, bob.organizationId)).toContain("account.delete");
});

/** A bill as it was fetched from Stripe. */
async function insertBill({ organizationId }: TestPerson): Promise<void> {
  const at = "2026-03-01T00:00:00.000Z";
  await system
    .insertInto("billingCustomers")
    .values({
      organizationId,
      customerId: "cus_cat",
      syncedAt: at,
      pastDueSince: null,
      graceEndsAt: null,
      duePhase: null,
    })
    .execute();
  const row = {
    ...{ organizationId, currency: "eur", subtotal: 100, tax: 19, total: 119, attempts: 1 },
    ...{ amountDue: 0, amountRemaining: 0, periodStart: at, periodEnd: at, createdAt: at },
    ...{ nextAttemptAt: null, pdfUrl: null, hostedUrl: null, lines: "[]", fetchedAt: at },
  };
  await system
    .insertInto("billingInvoices")
    .values([
      { ...row, id: "in_cat", number: "A-1", status: "paid", amountPaid: 119, paidAt: at },
      // The last one, which has no number for an hour.
      { ...row, id: "in_cat_last", number: null, status: "draft", amountPaid: 0, paidAt: null },
    ])
    .execute();
}

test("S39: an organization goes with every row of every table and its sign-ins at providers, its bills stay without a name; its people stay, and whoever owned it may take it back", async () => {
  const cat = await testPerson(services, "cat");
  const member = await testMember(services, cat, "mia", "member");
  const { server, provider } = await openProvider();
  const { slug } = await addProtected(cat.context, server, "guarded");
  await signIn(cat.context, slug);
  await insertBill(cat);
  const { key } = await createApiKey(member.context, { name: "of a member" });
  await storePast(services, [
    pastRecord({ organizationId: cat.organizationId, at: new Date().toISOString() }),
  ]);
  await expect(removeOrganization(member.context, { name: "cat" })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(removeOrganization(cat.context, { name: "Cat" })).rejects.toMatchObject({
    code: "invalid_input",
  });
  await removeOrganization(cat.context, { name: "cat" });
  await expect.poll(() => resolveApiKey(services, key)).toMatchObject({ ok: false });
  expect(await resolveLoginSession(visit, cat.token)).toBeNull();
  const [pending] = await pendingDeletions(cat.context);
  expect(pending).toMatchObject({ organizationId: cat.organizationId, name: "cat" });
  expect(await pendingDeletions(member.context)).toEqual([]);
  const deletionId = pending?.id ?? "";
  await expect(keepOrganization(member.context, { deletionId })).rejects.toMatchObject({ code: "not_found" });
  await keepOrganization(cat.context, { deletionId });
  await expect.poll(() => resolveApiKey(services, key)).toMatchObject({ ok: true });

  const again = await logIn(visit, { email: cat.email, password: testPassword });
  await removeOrganization(await contextOf(visit, again.token), { name: "cat" });
  expect(await carryOutDeletions(services, later())).toBe(1);
  expect(await organizationOf(cat)).toBeUndefined();
  expect(await findEverywhere(cat.organizationId)).toEqual(["deletions.subject_id"]);
  const report = (await deletionByLink(visit, { token: await mailedToken(cat.email) })).report;
  expect(report.deleted).toMatchObject({ usage_events: 1, organizations: 1, closed_memberships: 2 });
  expect(new Set(provider.revoked).size).toBe(2);
  expect(Object.values(report.revoked)).toEqual([{ revoked: 1, failed: 0, notOffered: 0 }]);
  expect(report.kept).toMatchObject([{ what: "bills", rows: 2, until: "2037-01-01T00:00:00.000Z" }]);
  const bills = await system.selectFrom("keptBills").selectAll().orderBy("id").execute();
  const bill = { customerId: "cus_cat", total: 119, tax: 19 };
  expect(bills).toMatchObject([
    { ...bill, id: "in_cat", number: "A-1" },
    { ...bill, id: "in_cat_last", number: null },
  ]);
  await logIn(visit, { email: cat.email, password: testPassword });
});

test("where nobody signs up by themselves, who had their only organization deleted signs in all the same; who was taken out of one does not", async () => {
  const closed = {
    ...visit,
    services: withParts(services, { settings: testSettings({ signup: "closed" }) }),
  };
  const jon = await testPerson(services, "jon");
  const kim = await testMember(services, jon, "kim", "member");
  await system.deleteFrom("organizations").where("name", "=", "kim").execute();
  await removeOrganization(jon.context, { name: "jon" });
  const again = await logIn(closed, { email: jon.email, password: testPassword });
  const context = await contextOf(visit, again.token);
  expect(await pendingDeletions(context)).toMatchObject([{ organizationId: jon.organizationId }]);
  await expect(logIn(closed, { email: kim.email, password: testPassword })).rejects.toMatchObject({
    code: "forbidden",
  });
  await removeAccount(context, { email: jon.email });
  expect(await carryOutDeletions(services, later())).toBe(2);
});

test("who alone owns an organization of others hands it over first; the last admin of the instance stays", async () => {
  const dan = await testPerson(services, "dan");
  await testMember(services, dan, "deb", "admin");
  await expect(removeAccount(dan.context, { email: dan.email })).rejects.toMatchObject({
    code: "conflict",
    details: { organizations: [{ id: dan.organizationId }] },
  });
  expect(await organizationOf(dan)).toBeDefined();
  await expect(removeAccount(admin, { email: "operator@example.com" })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("owners of an organization that goes on hear at once which workflows are blocked; of two owners who both go, who comes back keeps the organization", async () => {
  const [lea, mo] = [await testPerson(services, "lea"), await testPerson(services, "mo")];
  const { organizationId } = lea;
  await system.insertInto("members").values({ organizationId, userId: mo.userId, role: "owner" }).execute();
  await system.updateTable("users").set({ emailVerifiedAt: new Date().toISOString() }).execute();
  await deployWorkflow(lea.context, { name: "hers", code: "return 1" });
  await removeAccount(lea.context, { email: lea.email });
  const told = await system
    .selectFrom("notifications")
    .select(["userId", "title"])
    .where("organizationId", "=", organizationId)
    .where("kind", "=", "workflow")
    .execute();
  expect(told).toEqual([{ userId: mo.userId, title: "The workflow hers is blocked" }]);
  const lost = await mailedToken(lea.email);
  await removeAccount(mo.context, { email: mo.email });
  await cancelDeletion(visit, { token: lost });
  const back = await contextOf(
    visit,
    (await logIn(visit, { email: lea.email, password: testPassword })).token,
  );
  const [pending] = await pendingDeletions(back);
  expect(pending).toMatchObject({ organizationId });
  await keepOrganization(back, { deletionId: pending?.id ?? "" });
  expect(await carryOutDeletions(services, later())).toBe(1);
  expect(await organizationOf(lea)).toBeDefined();
  const owners = await system
    .selectFrom("members")
    .select(["userId", "role"])
    .where("organizationId", "=", organizationId)
    .execute();
  expect(owners).toEqual([{ userId: lea.userId, role: "owner" }]);
});

test("an instance admin begins it for a verified requester, with a reason in the audit, and no one else does", async () => {
  const eve = await testPerson(services, "eve");
  const input = { email: eve.email, reason: "Asked by letter, passport seen" };
  await expect(removeForRequester(eve.context, input)).rejects.toMatchObject({ code: "forbidden" });
  await removeForRequester(admin, input);
  expect(await auditActions(services, admin.actor.organizationId)).toContain("account.ask_deletion");
  expect((await outboxOf(services, eve.email)).at(-1)).toMatchObject({ kind: "deletion-asked" });
  expect(await carryOutDeletions(services, later())).toBe(1);
});

test("a verified support request begins the deletion of its person's account, or of an organization that they own; no other does", async () => {
  const [joe, kim] = [await testPerson(services, "joy"), await testPerson(services, "kay")];
  const question = { kind: "privacy", subject: "Delete me", text: "Please." } as const;
  await system.updateTable("users").set({ emailVerifiedAt: new Date().toISOString() }).execute();
  await askByContact(visit, { ...question, email: joe.email });
  const forged = (await listInbox(admin, { limit: 1 })).tickets[0]?.id ?? "";
  await expect(removeForRequester(admin, { ticketId: forged })).rejects.toMatchObject({
    code: "conflict",
    details: { reason: "requester_unverified" },
  });
  const { id: ticketId } = await askSupport(joe.context, question);
  await expect(
    removeForRequester(admin, { ticketId, organizationId: kim.organizationId }),
  ).rejects.toMatchObject({ code: "not_found" });
  await expect(removeForRequester(joe.context, { ticketId })).rejects.toMatchObject({ code: "forbidden" });
  const { id } = await removeForRequester(admin, { ticketId });
  expect((await readInboxTicket(admin, { id: ticketId })).begun).toMatchObject([
    { kind: "deletion", id, of: "account", state: "waiting" },
  ]);
  expect((await listDeletions(admin))[0]).toMatchObject({ ticketId, askedVia: "admin", reason: null });
  expect((await outboxOf(services, joe.email)).at(-1)).toMatchObject({ kind: "deletion-asked" });
  await cancelDeletion(visit, { token: await mailedToken(joe.email) });
  await removeForRequester(admin, { ticketId, organizationId: joe.organizationId });
  expect((await readInboxTicket(admin, { id: ticketId })).begun).toMatchObject([
    { state: "cancelled" },
    { of: "organization", state: "waiting" },
  ]);
  expect(await carryOutDeletions(services, later())).toBe(1);
});

test("a legal hold keeps an account from being deleted, and its release lets it go on; both with their reason in the audit", async () => {
  const gus = await testPerson(services, "gus");
  const input = { email: gus.email, reason: "Court order 12/26" };
  await expect(addLegalHold(gus.context, input)).rejects.toMatchObject({ code: "forbidden" });
  const { holdId } = await addLegalHold(admin, input);
  await removeAccount(gus.context, { email: gus.email });
  const token = await mailedToken(gus.email);
  expect(await carryOutDeletions(services, later())).toBe(0);
  expect(await deletionByLink(visit, { token })).toMatchObject({
    state: "waiting",
    problem: "A legal hold keeps it for now.",
  });
  await releaseLegalHold(admin, { holdId });
  expect((await listLegalHolds(admin))[0]).toMatchObject({ id: holdId, releasedAt: expect.any(String) });
  expect(await carryOutDeletions(services, later())).toBe(1);
  expect(await auditActions(services, admin.actor.organizationId)).toEqual(
    expect.arrayContaining(["legal_hold.add", "legal_hold.release"]),
  );
  expect(await listLegalHolds(admin)).toEqual([]);
});

/** The same node, killed before or after its nth transaction over all organizations. */
function killedAt(place: number, isCommitted: boolean): Services {
  let transactions = 0;
  const execute = async (run: (trx: Transaction) => Promise<unknown>) => {
    const isLast = transactions === place;
    transactions += 1;
    if (transactions > place + 1 || (isLast && !isCommitted)) throw new Error("killed");
    const outcome = await system.transaction().execute(run);
    if (isLast) throw new Error("killed");
    return outcome;
  };
  const killed = new Proxy(system, {
    get(target, name) {
      if (name === "transaction") return () => ({ execute });
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return withParts(services, { database: Object.create(services.database, { system: { value: killed } }) });
}

test("a deletion that broke off anywhere goes on, and counts nothing twice", async () => {
  const fay = await testPerson(services, "fay");
  await createApiKey(fay.context, { name: "of fay" });
  await createApiKey(fay.context, { name: "of fay, too" });
  await removeAccount(fay.context, { email: fay.email });
  const token = await mailedToken(fay.email);
  let isDone = false;
  for (let place = 0; !isDone; place += 9) {
    if (place > 200) throw new Error("it does not come to an end");
    await carryOutDeletions(killedAt(place, false), later());
    isDone = (await carryOutDeletions(killedAt(place, true), later())) === 1;
    const { state } = await deletionByLink(visit, { token });
    isDone ||= state === "done";
  }
  const { report, parts } = await deletionByLink(visit, { token });
  expect(report.deleted).toMatchObject({ users: 1, known_devices: 1 });
  expect(parts[0]?.report.deleted).toMatchObject({ api_keys: 2, organizations: 1, closed_memberships: 1 });
  expect(await findEverywhere(fay.organizationId)).toEqual(["deletions.subject_id"]);
});

test("S39: with a row of theirs in every table, nothing that the register calls a person's own outlives an account, and no row an organization", async () => {
  const [hal, ida] = [await testPerson(services, "hal"), await testPerson(services, "ida")];
  const owner = new pg.Client({ connectionString });
  await owner.connect();
  const filling = { register: dataRegister };
  await fillEverything(owner, { ...hal, organizationId: ida.organizationId }, filling);
  await fillEverything(owner, ida, filling);
  // These are written by what happens now.
  await system.deleteFrom("deletions").execute();
  await system.deleteFrom("closedMemberships").execute();
  const releasedAt = new Date().toISOString();
  await system.updateTable("legalHolds").set({ releasedAt }).execute();
  await owner.end();

  await removeAccount(hal.context, { email: hal.email });
  expect(await carryOutDeletions(services, later())).toBe(1);
  const ownOf = ([table, { columns, owners, atDeletion }]: [string, RegisterEntry]) =>
    Object.entries(columns).flatMap(([column, kind]) => {
      const isTheirs = owners.person !== undefined || atDeletion.account !== undefined;
      return isTheirs && typeof kind === "object" && kind.kind === "personal"
        ? [`${snake(table)}.${snake(column)}`]
        : [];
    });
  const own = new Set(Object.entries<RegisterEntry>(dataRegister).flatMap(ownOf));
  expect((await findEverywhere(hal.email)).filter((place) => own.has(place))).toEqual([
    // Signed; and the mail that tells of it.
    "audit_entries.actor_name",
    "audit_entries.address",
    "mails.recipient",
  ]);

  const { context } = await testMember(services, ida, "ian", "owner");
  await removeOrganization(context, { name: "ida" });
  expect(await carryOutDeletions(services, later())).toBe(1);
  expect(await findEverywhere(ida.organizationId)).toEqual(["deletions.subject_id"]);
});

test("what the register says of each table is what is done", async () => {
  const entries: [string, RegisterEntry][] = Object.entries(dataRegister);
  const ofOrganizations = entries.filter(([, { atDeletion }]) => atDeletion.organization === "deleted");
  expect(ofOrganizations.map(([table]) => snake(table)).toSorted()).toEqual(
    (await organizationTables(services.database))
      .map(({ table }) => table)
      .concat("organizations")
      // A person's, those that are about the organization among them.
      .filter((table) => !["data_exports", "login_sessions", "mails", "support_tickets"].includes(table))
      .toSorted(),
  );
  const ofAccounts = entries.filter(([, { atDeletion }]) => atDeletion.account === "deleted");
  expect(ofAccounts.map(([table]) => snake(table)).toSorted()).toEqual(
    [
      ...new Set([
        ...(await accountColumns(services.database)).map(({ table }) => table),
        ...personTables,
        // They end with a membership, or what they are parts of.
        ...["data_export_parts", "members", "single_sign_on_people"],
      ]),
    ]
      // An account that is deleted is no service account.
      .filter((table) => table !== "service_accounts")
      .toSorted(),
  );
});
