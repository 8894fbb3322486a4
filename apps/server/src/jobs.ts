import {
  carryOutDeletions,
  checkComponents,
  checkDomains,
  completeExamination,
  deliverAlert,
  deliverEvent,
  deliverMail,
  deliverWebhook,
  dropOldRecords,
  endGraces,
  ensurePartitions,
  type JobData,
  nightlyBackupCron,
  processStripeEvent,
  queueDueMails,
  reapExecutions,
  recomputeUsageWhenDue,
  reconcileStripe,
  resumeRotation,
  rotateTokenKey,
  runAskedBackup,
  runExport,
  runNightlyBackup,
  type Services,
  sendCredits,
  sendUsageAlerts,
  settleSigningKeys,
  tellOfApproval,
  tellUsage,
  verifyAudit,
} from "@patchops/services";
import type { JobResult, PgBoss } from "pg-boss";
import { ensureQueues } from "./ensure-queues.ts";

/** What runs by the clock, on one node at a time. */
const scheduled: readonly { name: string; cron: string; run: (services: Services) => Promise<unknown> }[] = [
  { name: "usage-partitions", cron: "7 * * * *", run: ensurePartitions },
  { name: "retention", cron: "17 * * * *", run: dropOldRecords },
  { name: "nightly-backup", cron: nightlyBackupCron, run: runNightlyBackup },
  { name: "audit-verification", cron: "47 2 * * *", run: (services) => verifyAudit(services) },
  { name: "oauth-signing-keys", cron: "27 3 * * *", run: (services) => rotateTokenKey(services) },
  { name: "signing-keys", cron: "57 3 * * *", run: settleSigningKeys },
  { name: "domain-proofs", cron: "37 */6 * * *", run: (services) => checkDomains(services) },
  { name: "usage-recomputation", cron: "37 2 * * *", run: recomputeUsageWhenDue },
  { name: "stripe-usage", cron: "*/10 * * * *", run: (services) => tellUsage(services) },
  { name: "stripe-credits", cron: "3-59/10 * * * *", run: (services) => sendCredits(services) },
  { name: "stripe-reconciliation", cron: "17 4 * * *", run: (services) => reconcileStripe(services) },
  { name: "payment-graces", cron: "27 * * * *", run: (services) => endGraces(services) },
  { name: "usage-alerts", cron: "*/2 * * * *", run: sendUsageAlerts },
  { name: "deletions", cron: "*/5 * * * *", run: (services) => carryOutDeletions(services) },
  { name: "outbox", cron: "*/2 * * * *", run: queueDueMails },
  { name: "status", cron: "* * * * *", run: checkComponents },
  { name: "execution-reaper", cron: "*/5 * * * *", run: reapExecutions },
];

/** Three of these may fail before a worker is taken for dead. */
const heartbeats = { heartbeatRefreshSeconds: 5 };
/** Several at once, a full batch followed by the next at once. What is due at its commit is told; what waits for its time is looked for. */
const followUp = {
  ...heartbeats,
  batchSize: 10,
  burstWhenBatchFull: true,
  notifyPollingIntervalSeconds: 2,
  perJobResults: true,
} as const;

/** Works on the queue and keeps its schedule; each scheduled job is also run once now, so that a long pause is caught up. */
export async function startWorkers(boss: PgBoss, services: Services): Promise<void> {
  // An earlier version's schedules would go on filling queues that nobody works on.
  const names = new Set(scheduled.map(({ name }) => name));
  for (const { name } of await boss.getSchedules()) if (!names.has(name)) await boss.unschedule(name);
  await ensureQueues(boss, [...names], { policy: "singleton", retryLimit: 3 });
  for (const { name, cron, run } of scheduled) {
    await boss.work(name, heartbeats, async () => {
      await run(services);
    });
    await boss.schedule(name, cron);
    await boss.send(name, {}, { singletonKey: "start" });
  }
  /** Each job of a batch for itself: one that fails is tried again alone. */
  const work = <Name extends keyof JobData>(
    name: Name,
    run: (data: JobData[Name]) => Promise<void>,
    { batchSize }: { batchSize: number } = followUp,
  ) =>
    boss.work<JobData[Name]>(name, { ...followUp, batchSize }, (jobs) =>
      Promise.all(
        jobs.map(async ({ id, data }): Promise<JobResult> => {
          try {
            await run(data);
            return { id, status: "completed" };
          } catch (error) {
            services.log.warn({ error, job: name, jobId: id }, "a job failed");
            const { message } = error instanceof Error ? error : new Error(String(error));
            return { id, status: "failed", output: { message } };
          }
        }),
      ),
    );
  await work("connection-examination", (data) => completeExamination(services, data));
  await work("approval-notice", (data) => tellOfApproval(services, data));
  await work("event-webhook", (data) => deliverEvent(services, data));
  // Long ones: one at a time on a node, beside which everything else goes on.
  await work("data-export", (data) => runExport(services, data), { batchSize: 1 });
  await work("backup", (data) => runAskedBackup(services, data), { batchSize: 1 });
  await work("master-key-change", () => resumeRotation(services), { batchSize: 1 });
  await work("signing-key-change", () => settleSigningKeys(services), { batchSize: 1 });
  await work("operator-alert", (data) => deliverAlert(services, data));
  await work("mail", (data) => deliverMail(services, data));
  await work("stripe-event", (data) => processStripeEvent(services, data));
  await work("run-webhook", (data) => deliverWebhook(services, data));
}
