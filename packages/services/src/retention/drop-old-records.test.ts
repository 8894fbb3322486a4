import { newId } from "@patchops/contract";
import { dataRegister, type RegisterEntry } from "@patchops/db";
import { fillEverything } from "@patchops/testing";
import { sql } from "kysely";
import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { insertEntries, verifyAudit } from "../audit/index.ts";
import { openTestServices, testSettings, withParts } from "../testing/open-test-services.ts";
import { type TestPerson, testMember, testPerson } from "../testing/people.ts";
import { ensurePartitions } from "../usage/index.ts";
import { usageTotals } from "../usage/test-totals.ts";
import { pastRecord, storePast } from "../usage/test-usage.ts";
import { dropOldRecords, retentionRules } from "./index.ts";

const opened = await openTestServices();
const keepDays = { activity: 40, usage: 60, audit: 80 };
const services = withParts(opened.services, { settings: testSettings({ keepDays }) });
const { system } = services.database;
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
/** A day on either side of each limit, far older ones, and now. */
const ages = [0, 6, 8, 39, 42, 59, 62, 79, 82, 500];
let ann: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  ann = await testPerson(services, "ann");
  bob = await testPerson(services, "bob");
  await system.deleteFrom("auditEntries").execute();
  // The oldest first, as life writes them: the audit's chain follows their ids.
  for (const person of [ann, bob]) for (const age of ages.toReversed()) await fill(person, age);
  await verifyAudit(services);
});

/** One row of everything that has an age. */
async function fill({ organizationId, userId }: TestPerson, age: number): Promise<void> {
  const at = ago(age);
  await storePast(services, [pastRecord({ organizationId, at })]);
  const executionId = newId();
  await system
    .insertInto("executions")
    .values({
      organizationId,
      id: executionId,
      userId,
      via: "cli",
      code: "1",
      limits: "{}",
      status: "succeeded",
      createdAt: at,
      finishedAt: at,
    })
    .execute();
  await system
    .insertInto("executionEvents")
    .values({ organizationId, executionId, sequence: 1, event: "{}", createdAt: at })
    .execute();
  await system
    .insertInto("promptSessions")
    .values({
      organizationId,
      id: newId(),
      tokenHash: newId(),
      userId,
      endpoint: "/mcp",
      protocolVersion: "2025-11-25",
      capabilities: "{}",
      createdAt: at,
      lastSeenAt: at,
    })
    .execute();
  await system
    .insertInto("callPayloads")
    .values({
      organizationId,
      eventId: newId(),
      arguments: null,
      result: null,
      hiddenFields: 0,
      createdAt: at,
    })
    .execute();
  const nobody = {
    actorKind: "user",
    actorId: null,
    actorName: null,
    targetId: null,
    requestId: null,
  } as const;
  const fact = { action: "a.b", targetKind: "a", data: {}, before: null, after: null, address: null };
  await system
    .transaction()
    .execute((trx) => insertEntries(trx, [{ ...nobody, ...fact, organizationId, id: newId(), at }]));
  await system
    .insertInto("refusedAttempts")
    .values({ id: newId(), address: "203.0.113.1", endpoint: "/mcp", reason: "no_key", createdAt: at })
    .execute();
  await toldUnits(organizationId, at, "sent");
  const event = { type: "invoice.paid", objectId: null, customerId: null, source: "webhook" } as const;
  await system
    .insertInto("stripeEvents")
    .values([
      { id: newId(), ...event, createdAt: at, receivedAt: at, processedAt: at, lastError: null },
      { id: newId(), ...event, createdAt: at, receivedAt: at, processedAt: null, lastError: "it failed" },
    ])
    .execute();
}

function toldUnits(organizationId: string, hour: string, state: "sent" | "refused") {
  const told = { customerId: "cus_1", delta: 1, firstTriedAt: null, sentAt: null, lastError: null };
  return system
    .insertInto("meterOutbox")
    .values({
      ...{ organizationId, ...told, state, hour, at: hour, nextAt: hour, identifier: newId() },
      ...{ meter: "calls", sequence: state === "sent" ? 1 : 2, period: `${hour.slice(0, 7)}-01` },
    })
    .execute();
}

/** The ages in days of what is left of ann's. */
async function agesOf(table: string, column: string): Promise<number[]> {
  const { rows } = await sql<{ age: number }>`
    select round(extract(epoch from now() - ${sql.ref(column)}) / 86400)::int as age from ${sql.table(table)}
    where organization_id = ${ann.organizationId} order by age
  `.execute(system);
  return rows.map(({ age }) => age);
}

test("of every table what is too old goes, and nothing else; a second run finds nothing", async () => {
  const open = newId();
  await system
    .insertInto("executions")
    .values({
      organizationId: ann.organizationId,
      id: open,
      userId: ann.userId,
      via: "cli",
      code: "1",
      limits: "{}",
      status: "running",
      createdAt: ago(100),
    })
    .execute();
  // What nobody has settled yet.
  await toldUnits(ann.organizationId, ago(200), "refused");
  const dropped = await dropOldRecords(services);

  expect(await agesOf("meter_outbox", "hour")).toEqual([0, 6, 8, 39, 42, 59, 200]);
  expect(await agesOf("usage_events", "ts")).toEqual([0, 6, 8, 39]);
  expect(await agesOf("usage_hours", "hour")).toEqual([0, 6, 8, 39, 42, 59]);
  expect(await agesOf("executions", "created_at")).toEqual([0, 6, 8, 39, 100]);
  expect(await agesOf("execution_events", "created_at")).toEqual([0, 6, 8, 39]);
  expect(await agesOf("prompt_sessions", "created_at")).toEqual([0, 6, 8, 39]);
  expect(await agesOf("call_payloads", "created_at")).toEqual([0, 6]);
  expect(await agesOf("audit_entries", "at")).toEqual([0, 6, 8, 39, 42, 59, 62, 79]);
  expect(await system.selectFrom("refusedAttempts").select("id").execute()).toHaveLength(2);
  const days = await system
    .selectFrom("usageDays")
    .select("day")
    .where("organizationId", "=", ann.organizationId)
    .execute();
  expect(days).toHaveLength(6);
  // Both people's; a day of events is dropped once for all.
  expect(dropped).toMatchObject({ executions: 12, call_payloads: 16, audit_entries: 4, usage_days: 8 });
  expect(await dropOldRecords(services)).toEqual({});
  const chains = await verifyAudit(services);
  expect(chains.map(({ droppedUntil, sequence, problem }) => [droppedUntil, sequence, problem])).toEqual([
    [2, ages.length, null],
    [2, ages.length, null],
  ]);
});

test("months that count against a plan stay, and calls go on being stored and counted", async () => {
  const member = await testMember(services, ann, "mia", "member");
  const before = await usageTotals(services.database, ann.organizationId);
  expect(before.periods.units).toBe(ages.length);
  await storePast(services, [pastRecord({ organizationId: member.organizationId, at: ago(0) })]);
  const after = await usageTotals(services.database, ann.organizationId);
  expect(after.events.calls).toBe((before.events.calls ?? 0) + 1);
});

test("a row that is stored again on a dropped day finds a place, and goes with the next run", async () => {
  const cat = await testPerson(services, "cat");
  await storePast(services, [pastRecord({ organizationId: cat.organizationId, at: ago(200) })]);
  expect((await usageTotals(services.database, cat.organizationId)).events.calls).toBe(1);
  expect(await dropOldRecords(services)).toMatchObject({ usage_events: 1 });
});

test("logins that are over and throttling windows go", async () => {
  const [over, live] = [await testPerson(services, "over"), await testPerson(services, "live")];
  await system
    .updateTable("loginSessions")
    .set({ expiresAt: ago(0) })
    .where("userId", "=", over.userId)
    .execute();
  await system
    .insertInto("loginAttempts")
    .values([
      { key: "address:over", windowEndsAt: ago(0) },
      { key: "address:live", windowEndsAt: ago(-1) },
    ])
    .execute();
  await dropOldRecords(services);
  const left = await system
    .selectFrom("loginSessions")
    .select("userId")
    .where("userId", "in", [over.userId, live.userId])
    .execute();
  expect(left).toEqual([{ userId: live.userId }]);
  const keys = await system.selectFrom("loginAttempts").select("key").execute();
  expect(keys.map(({ key }) => key)).toContain("address:live");
  expect(keys.map(({ key }) => key)).not.toContain("address:over");
});

test("the last 31 days of events cannot be dropped, whatever is asked", async () => {
  const asked = sql`select drop_usage_partitions(current_date - 10)`.execute(system);
  await expect(asked).rejects.toThrow("the last 31 days are kept");
});

test("partitions are made ahead, for a week", async () => {
  await ensurePartitions(services);
  const week = ago(-7).slice(0, 10).replaceAll("-", "");
  const { rows } = await sql<{ found: boolean }>`
    select to_regclass(${`usage_events_${week}`}) is not null as found`.execute(system);
  expect(rows).toEqual([{ found: true }]);
});

test("a long query on events makes the job give up and come again, and the rest is done all the same", async () => {
  const { organizationId } = ann;
  await storePast(services, [pastRecord({ organizationId, at: ago(300) })]);
  await fill(ann, 8);
  const reading = system.transaction().execute(async (trx) => {
    await trx.selectFrom("usageEvents").select("id").execute();
    await expect(dropOldRecords(services)).rejects.toThrow("lock timeout");
  });
  await reading;
  expect(await agesOf("call_payloads", "created_at")).toEqual([0, 6]);
  expect(await dropOldRecords(services)).toMatchObject({ usage_events: 1 });
});

test("of an organization whose plan keeps less, more goes; its own measure may be less still, the instance's holds for all", async () => {
  const small = await testPerson(services, "small");
  const { organizationId } = small;
  await system
    .updateTable("organizations")
    .set({ plan: "free", payloadDays: 5 })
    .where("id", "=", organizationId)
    .execute();
  await system
    .insertInto("planOverrides")
    .values({ organizationId, field: "keepDays.runs", value: "7", reason: "a test" })
    .execute();
  for (const age of [8, 6, 3]) await fill(small, age);
  const longer = withParts(opened.services, {
    settings: testSettings({ keepDays: { activity: 100, usage: 100, audit: 100 } }),
  });
  await storePast(longer, [
    pastRecord({ organizationId, at: ago(61) }),
    pastRecord({ organizationId, at: ago(63) }),
  ]);
  await storePast(longer, [pastRecord({ organizationId: bob.organizationId, at: ago(63) })]);
  expect(await dropOldRecords(longer)).toMatchObject({
    ...{ usage_events: 1, executions: 1, call_payloads: 2 },
  });
  const left = await system
    .selectFrom("executions")
    .select("id")
    .where("organizationId", "=", organizationId)
    .execute();
  expect(left).toHaveLength(2);
});

test("events of Stripe go when they are done with, and units told to it when their month cannot be counted anew", async () => {
  const events = await system.selectFrom("stripeEvents").select(["receivedAt", "processedAt"]).execute();
  const open = events.filter(({ processedAt }) => processedAt === null);
  expect(open.some(({ receivedAt }) => receivedAt < ago(400))).toBe(true);
  const done = events.filter(({ processedAt }) => processedAt !== null);
  expect(done.every(({ receivedAt }) => receivedAt > ago(60))).toBe(true);
  expect(done.length).toBeGreaterThan(0);
  const brief = withParts(opened.services, {
    settings: testSettings({ keepDays: { ...keepDays, usage: 1 } }),
  });
  await dropOldRecords(brief);
  const now = new Date();
  const monthBefore = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)).toISOString();
  const left = await system
    .selectFrom("meterOutbox")
    .select("hour")
    .where("organizationId", "=", ann.organizationId)
    .where("state", "=", "sent")
    .execute();
  expect(left.length).toBeGreaterThan(0);
  expect(left.every(({ hour }) => hour >= monthBefore)).toBe(true);
});

test("what a legal hold keeps stays, of every table and the audit; of others it goes as ever", async () => {
  const [held, other] = [await testPerson(services, "held"), await testPerson(services, "other")];
  const id = newId();
  await system
    .insertInto("legalHolds")
    .values({
      ...{ id, subject: "organization", subjectId: held.organizationId, subjectName: "held" },
      ...{ reason: "a test", createdBy: null, releasedAt: null },
    })
    .execute();
  const both = [held.organizationId, other.organizationId];
  await system.deleteFrom("auditEntries").where("organizationId", "in", both).execute();
  for (const person of [held, other]) for (const age of [500, 0]) await fill(person, age);
  await verifyAudit(services);
  await dropOldRecords(services);
  const left = async (table: string, { organizationId }: TestPerson) => {
    const { rows } = await sql`
      select from ${sql.table(table)} where organization_id = ${organizationId}
    `.execute(system);
    return rows.length;
  };
  for (const table of ["usage_events", "usage_hours", "executions", "prompt_sessions", "call_payloads"]) {
    expect([table, await left(table, held), await left(table, other)]).toEqual([table, 2, 1]);
  }
  expect((await left("audit_entries", held)) - (await left("audit_entries", other))).toBe(1);
  await system
    .updateTable("legalHolds")
    .set({ releasedAt: ago(0) })
    .where("id", "=", id)
    .execute();
  await dropOldRecords(services);
  expect(await left("usage_events", held)).toBe(1);
});

test("that a mail was sent is forgotten after 30 days, a request to support 365 after it was closed, one that is open never", async () => {
  const expiresAt = ago(-1);
  const mail = { organizationId: null, userId: null, kind: "quota", sealed: null, answer: null };
  const sent = { status: "accepted", serverMessageId: null, leaseUntil: null, expiresAt } as const;
  const mails = [29, 31].map((age) => ({
    ...{ ...mail, ...sent, id: newId(), recipient: `${age}@example.com`, createdAt: ago(age) },
  }));
  await system.insertInto("mails").values(mails).execute();
  const ticket = { userId: null, organizationId: null, email: "eve@example.com", source: "contact" } as const;
  const tickets = [
    { status: "closed", statusAt: ago(364), subject: "closed of late" },
    { status: "closed", statusAt: ago(366), subject: "closed long ago" },
    { status: "answered", statusAt: ago(900), subject: "never closed" },
  ] as const;
  await system
    .insertInto("supportTickets")
    .values(tickets.map((each) => ({ ...ticket, ...each, id: newId(), kind: "question", errors: null })))
    .execute();
  await dropOldRecords(services);
  const kept = await system
    .selectFrom("mails")
    .select("recipient")
    .where("recipient", "like", "%@example.com")
    .where("kind", "=", "quota")
    .execute();
  expect(kept.map(({ recipient }) => recipient)).toEqual(["29@example.com"]);
  const open = await system.selectFrom("supportTickets").select("subject").orderBy("subject").execute();
  expect(open.map(({ subject }) => subject)).toEqual(["closed of late", "never closed"]);
});

test("of the waitlist a stranger's address goes 365 days after the last that happened with it", async () => {
  const nobody = { name: null, invitedAt: null, inviteHash: null, inviteExpiresAt: null, joinedAt: null };
  const entries = [
    { email: "waits@example.com", createdAt: ago(364) },
    { email: "waited@example.com", createdAt: ago(366) },
    { email: "invited@example.com", createdAt: ago(900), invitedAt: ago(10) },
    { email: "joined@example.com", createdAt: ago(900), invitedAt: ago(800), joinedAt: ago(790) },
  ];
  await system
    .insertInto("waitlistEntries")
    .values(entries.map((entry) => ({ ...nobody, ...entry, id: newId() })))
    .execute();
  await dropOldRecords(services);
  const left = await system.selectFrom("waitlistEntries").select("email").orderBy("email").execute();
  expect(left.map(({ email }) => email)).toEqual(["invited@example.com", "waits@example.com"]);
});

test("of every table that the register keeps for a time a row of ten years ago goes, and of no other", async () => {
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const entries = Object.entries<RegisterEntry>(dataRegister);
  // Events lie in partitions, entries of the audit in chains: of these the first test tells.
  const leftOut = ["audit_entries", "usage_events"];
  const timed = entries.flatMap(([table, { kept }]) =>
    typeof kept === "object" && !("until" in kept) && !leftOut.includes(snake(table)) ? [snake(table)] : [],
  );
  const at = "2015-06-01";
  const owner = new pg.Client({ connectionString: opened.connectionString });
  await owner.connect();
  const filling = { register: dataRegister, at: new Date(at), isWhole: true, leftOut };
  const id = await fillEverything(owner, await testPerson(services, "old"), filling).finally(() =>
    owner.end(),
  );
  async function tablesWithRows(): Promise<string[]> {
    const found: string[] = [];
    for (const [table] of entries) {
      const { rows } = await sql`
        select from ${sql.table(snake(table))} as t where t::text like ${`%${id}%`} or t::text like ${`%${at}%`} limit 1
      `.execute(system);
      if (rows.length > 0) found.push(snake(table));
    }
    return found;
  }
  const before = await tablesWithRows();
  expect(before).toEqual(expect.arrayContaining(timed));
  await dropOldRecords(services);
  expect(await tablesWithRows()).toEqual(before.filter((table) => !timed.includes(table)));
});

test("everybody reads for how long each kind of data is kept, by the same days", async () => {
  const rules = await retentionRules({ ...ann.context, services });
  const daysOf = Object.fromEntries(rules.map(({ kind, days }) => [kind, days]));
  expect(daysOf).toMatchObject({ sign_ins: 40, totals: 60, audit: 80, mails: 30 });
  expect(daysOf).toMatchObject({ periods: null, devices: 400, support: 365, approvals: 7 });
});
