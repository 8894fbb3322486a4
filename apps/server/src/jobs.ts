import type { Database } from "@patchops/db";
import { dropOldRecords, ensurePartitions, reapExecutions, type Services } from "@patchops/services";
import pg from "pg";
import { PgBoss } from "pg-boss";

/** What runs by the clock, on one node at a time. */
const scheduled: readonly { name: string; cron: string; run: (services: Services) => Promise<unknown> }[] = [
  { name: "usage-partitions", cron: "7 * * * *", run: ensurePartitions },
  { name: "retention", cron: "17 * * * *", run: dropOldRecords },
  { name: "execution-reaper", cron: "*/5 * * * *", run: reapExecutions },
];

/** Makes or migrates the queue's tables as the owner, so that the role which works with them needs no right to change them. */
async function prepareSchema({ ownerConnectionString, systemRole }: Database): Promise<void> {
  const installer = new PgBoss({
    connectionString: ownerConnectionString,
    schedule: false,
    supervise: false,
    max: 2,
  });
  installer.on("error", () => undefined);
  await installer.start();
  await installer.stop({ graceful: false, close: true });
  const owner = new pg.Client({ connectionString: ownerConnectionString });
  await owner.connect();
  try {
    const role = owner.escapeIdentifier(systemRole);
    await owner.query(`
      grant usage on schema pgboss to ${role};
      grant select, insert, update, delete on all tables in schema pgboss to ${role};
      grant usage on all sequences in schema pgboss to ${role};
      grant execute on all functions in schema pgboss to ${role};
    `);
  } finally {
    await owner.end();
  }
}

/** Opens the job queue and its schedule; each job is also run once now, so that a long pause is caught up. */
export async function openJobs(services: Services): Promise<{ stop(): Promise<void> }> {
  const { database, log } = services;
  await prepareSchema(database);
  const boss = new PgBoss({
    connectionString: database.systemConnectionString,
    migrate: false,
    createSchema: false,
    useListenNotify: true,
    max: 4,
  });
  boss.on("error", (error: unknown) => log.warn({ error }, "the job queue had an error"));
  await boss.start();
  // An earlier version's schedules would go on filling queues that nobody works on.
  const names = new Set(scheduled.map(({ name }) => name));
  for (const { name } of await boss.getSchedules()) if (!names.has(name)) await boss.unschedule(name);
  for (const { name, cron, run } of scheduled) {
    await boss.createQueue(name, { policy: "singleton", retryLimit: 3, retryBackoff: true });
    await boss.work(name, async () => {
      await run(services);
    });
    await boss.schedule(name, cron);
    await boss.send(name, {}, { singletonKey: "start" });
  }
  return { stop: () => boss.stop({ graceful: true, timeout: 5_000 }) };
}
