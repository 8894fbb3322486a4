import type { Database } from "@patchops/db";
import type { JobData, Jobs, Log } from "@patchops/services";
import pg from "pg";
import { fromKysely, PgBoss } from "pg-boss";

/** The queues of jobs that follow from a change. */
const followUps: readonly (keyof JobData)[] = [
  "approval-notice",
  "connection-examination",
  "event-webhook",
  "mail",
  "run-webhook",
];

export interface JobQueue {
  jobs: Jobs;
  /** For whoever works on it. */
  boss: PgBoss;
  /** Waits up to 5 s for jobs under way. Calling it again changes nothing. */
  close(): Promise<void>;
}

/**
 * Makes or migrates the queue's tables as the owner, so that the roles which work with them need no right to change them. The app
 * role may add a job within its own transaction, and read none.
 */
async function prepareSchema({ ownerConnectionString, roles }: Database): Promise<void> {
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
    const [app, system] = [owner.escapeIdentifier(roles.app), owner.escapeIdentifier(roles.system)];
    await owner.query(`
      grant usage on schema pgboss to ${system}, ${app};
      grant select, insert, update, delete on all tables in schema pgboss to ${system};
      grant usage on all sequences in schema pgboss to ${system};
      grant execute on all functions in schema pgboss to ${system};
      grant select on pgboss.queue to ${app};
      grant insert, select (id, start_after) on pgboss.job, pgboss.job_common to ${app};
    `);
  } finally {
    await owner.end();
  }
}

/** Opens the job queue, on every node: those that are no workers send to it. */
export async function openJobQueue(database: Database, log: Log): Promise<JobQueue> {
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
  for (const name of followUps) {
    await boss.createQueue(name, { policy: "standard", retryLimit: 5, retryBackoff: true });
  }
  let closing: Promise<void> | undefined;
  return {
    boss,
    jobs: {
      async send(trx, name, data, { afterSeconds = 0 } = {}) {
        await boss.send(name, data, { db: fromKysely(trx), startAfter: afterSeconds });
      },
    },
    close() {
      closing ??= boss.stop({ graceful: true, timeout: 5_000 });
      return closing;
    },
  };
}
