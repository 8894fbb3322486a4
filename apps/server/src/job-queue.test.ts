import { openDatabase } from "@patchops/db";
import { listJobsAsOperator, type Services } from "@patchops/services";
import { openTestDatabase, testPasswords } from "@patchops/testing";
import pg from "pg";
import pino from "pino";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { ensureQueues } from "./ensure-queues.ts";
import { type JobQueue, openJobQueue } from "./job-queue.ts";

const log = pino({ level: "silent" });
const { database, connectionString } = await openTestDatabase(openDatabase);
let queue: JobQueue;

beforeAll(async () => {
  queue = await openJobQueue(database, log);
});
afterAll(() => queue.close());

const organizationId = "0193a000-0000-7000-8000-000000000001";
const data = {
  organizationId,
  connectionId: "0193a000-0000-7000-8000-00000000c001",
  ownerId: "0193a000-0000-7000-8000-00000000a001",
  statusAt: "2026-01-01T00:00:00.000Z",
};

const jobs = () => queue.boss.findJobs("connection-examination");

it("keeps a job with the change it follows from, and loses it with one that is rolled back", async () => {
  const failed = database.withOrganization(organizationId, async (trx) => {
    await trx
      .insertInto("organizations")
      .values({ id: organizationId, name: "Acme", plan: "free" })
      .execute();
    await queue.jobs.send(trx, "connection-examination", data);
    throw new Error("rolled back");
  });
  await expect(failed).rejects.toThrow("rolled back");
  expect(await jobs()).toEqual([]);

  await database.withOrganization(organizationId, async (trx) => {
    await trx
      .insertInto("organizations")
      .values({ id: organizationId, name: "Acme", plan: "free" })
      .execute();
    await queue.jobs.send(trx, "connection-examination", data, { afterSeconds: 3_600 });
    // Nobody else knows of it before the commit.
    expect(await jobs()).toEqual([]);
  });
  expect(await jobs()).toMatchObject([{ data, state: "created" }]);
});

it("forgets the jobs of an organization that is deleted, those that are done with too, and nobody else's", async () => {
  const other = { ...data, organizationId: "0193a000-0000-7000-8000-000000000002" };
  const ended = await queue.boss.send("connection-examination", data);
  if (ended === null) throw new Error("there is no job");
  await queue.boss.cancel("connection-examination", ended);
  await queue.boss.send("connection-examination", other, { startAfter: 3_600 });
  const forgotten = await database.system
    .transaction()
    .execute((trx) => queue.jobs.forget(trx, organizationId));
  expect(forgotten).toBe(2);
  expect(await jobs()).toMatchObject([{ data: other }]);
  expect(
    await database.system.transaction().execute((trx) => queue.jobs.forget(trx, other.organizationId)),
  ).toBe(1);
});

it("lets the app role add jobs, and read or take none", async () => {
  const app = new URL(connectionString);
  app.username = database.roles.app;
  app.password = testPasswords.appPassword;
  const client = new pg.Client({ connectionString: app.href });
  await client.connect();
  for (const statement of [
    "select data from pgboss.job",
    "delete from pgboss.job",
    "update pgboss.job set state = 'active'",
  ]) {
    await expect(client.query(statement)).rejects.toThrow("permission denied");
  }
  await client.end();
});

it("gives a job again whose worker is not heard of any more", async () => {
  const done: unknown[] = [];
  const other = await openJobQueue(database, log);
  await database.withOrganization(organizationId, (trx) =>
    queue.jobs.send(trx, "connection-examination", data),
  );
  const taken = await other.boss.fetch("connection-examination");
  expect(taken).toHaveLength(1);
  await other.close();
  const owner = new pg.Client({ connectionString });
  await owner.connect();
  await owner.query(
    "update pgboss.job set heartbeat_on = now() - interval '1 minute' where state = 'active'",
  );
  await owner.query("update pgboss.queue set monitor_claim_on = null, monitor_on = null");
  await owner.end();
  await queue.boss.supervise("connection-examination");
  const often = { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 };
  await queue.boss.work("connection-examination", often, async (found) => {
    done.push(...found.map((job) => job.data));
  });
  await vi.waitFor(() => expect(done).toEqual([data]), { timeout: 10_000 });
});

it("tells a worker of a job as it is committed, also on a queue that an earlier version made", async () => {
  await queue.boss.updateQueue("mail", { notify: false, heartbeatSeconds: 60 });
  const upgraded = await openJobQueue(database, log);
  expect(await upgraded.boss.getQueue("mail")).toMatchObject({ notify: true, heartbeatSeconds: 20 });
  const done: unknown[] = [];
  // Looking by itself it would find none before the test's end.
  const hourly = { pollingIntervalSeconds: 3_600, notifyPollingIntervalSeconds: 3_600 };
  await upgraded.boss.work("mail", hourly, async (found) => {
    done.push(...found.map((job) => job.data));
  });
  const mail = { mailId: organizationId };
  await database.withOrganization(organizationId, (trx) => upgraded.jobs.send(trx, "mail", mail));
  await vi.waitFor(() => expect(done).toEqual([mail]), { timeout: 10_000 });
  await upgraded.close();
});

it("shows an operator each queue, its last job and its error; one that was given up is tried again, one of the clock runs now", async () => {
  await ensureQueues(queue.boss, ["status"], { policy: "singleton", retryLimit: 0 });
  await queue.boss.schedule("status", "* * * * *");
  const parts = { database, queues: queue.queues } as Services;
  let isBroken = true;
  await queue.boss.work(
    "status",
    { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 },
    async () => {
      if (isBroken) throw new Error("it is broken");
    },
  );
  const kind = async () => (await listJobsAsOperator(parts)).kinds.find(({ name }) => name === "status");
  await database.transaction((trx) => queue.queues.runNow(trx, "status"));
  await vi.waitFor(async () => expect((await kind())?.last?.state).toBe("failed"), { timeout: 10_000 });
  expect(await kind()).toMatchObject({
    cron: "* * * * *",
    nextAt: expect.any(String),
    failed: 1,
    last: { error: "it is broken", finishedAt: expect.any(String) },
  });
  const { failed } = await listJobsAsOperator(parts);
  expect(failed).toMatchObject([{ name: "status", tries: 1, error: "it is broken" }]);
  isBroken = false;
  await queue.queues.retry({ name: "status", id: failed[0]?.id ?? "" });
  await vi.waitFor(async () => expect((await kind())?.last?.state).toBe("completed"), { timeout: 10_000 });
  expect((await listJobsAsOperator(parts)).failed).toEqual([]);
});
