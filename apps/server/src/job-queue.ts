import type { Database } from "@patchops/db";
import type { JobData, JobQueues, Jobs, Log } from "@patchops/services";
import pg from "pg";
import { type ConstructorOptions, fromKysely, PgBoss } from "pg-boss";
import { countNowAndThen } from "./count-now-and-then.ts";
import { ensureQueues } from "./ensure-queues.ts";

/** The queues of jobs that follow from a change, and are done in seconds. */
const followUps: readonly (keyof JobData)[] = [
  "approval-notice",
  "connection-examination",
  "event-webhook",
  "mail",
  "operator-alert",
  "run-webhook",
  "signing-key-change",
  "stripe-event",
];

/** Those that may take hours; that their worker is alive is heard by its heartbeat. */
const longJobs: readonly (keyof JobData)[] = ["backup", "data-export", "master-key-change"];

interface QueueCounts {
  name: string;
  waiting: number;
  active: number;
  failed: number;
}

const superviseEverySeconds = 15;

export interface JobQueue {
  jobs: Jobs;
  queues: JobQueues;
  /** Jobs of all nodes, as pg-boss last counted them; at most half a minute old, and older while the database is away. */
  stats(): Promise<QueueCounts[]>;
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
export async function openJobQueue(
  database: Database,
  log: Log,
  openTelemetry?: ConstructorOptions["openTelemetry"],
): Promise<JobQueue> {
  await prepareSchema(database);
  const boss = new PgBoss({
    connectionString: database.systemConnectionString,
    migrate: false,
    createSchema: false,
    useListenNotify: true,
    // How soon jobs are missed whose worker is gone, and how fresh the counts of `stats` are.
    superviseIntervalSeconds: superviseEverySeconds,
    monitorIntervalSeconds: superviseEverySeconds,
    max: 4,
    ...(openTelemetry && { openTelemetry }),
  });
  boss.on("error", (error: unknown) => log.warn({ error }, "the job queue had an error"));
  await boss.start();
  await ensureQueues(boss, followUps, { policy: "standard", retryLimit: 5 });
  await ensureQueues(boss, longJobs, { policy: "standard", retryLimit: 5, expireInSeconds: 6 * 3_600 });
  let closing: Promise<void> | undefined;
  const stats = countNowAndThen<QueueCounts[]>(async () => {
    const queues = await boss.getQueues();
    return queues.map(({ name, deferredCount, readyCount, activeCount, failedCount }) => ({
      name,
      waiting: deferredCount + readyCount,
      active: activeCount,
      failed: failedCount,
    }));
  }, []);

  return {
    boss,
    stats,
    jobs: {
      async send(trx, name, data, { afterSeconds = 0 } = {}) {
        await boss.send(name, data, { db: fromKysely(trx), startAfter: afterSeconds });
      },
      async forget(trx, organizationId) {
        const { rows } = await fromKysely(trx).executeSql(
          "delete from pgboss.job where data ->> 'organizationId' = $1 returning id",
          [organizationId],
        );
        return rows.length;
      },
    },
    queues: {
      async runNow(trx, name) {
        await boss.send(name, {}, { db: fromKysely(trx), singletonKey: "start" });
      },
      async retry({ name, id }) {
        await boss.retry(name, id);
      },
    },
    close() {
      closing ??= boss.stop({ graceful: true, timeout: 5_000 });
      return closing;
    },
  };
}
