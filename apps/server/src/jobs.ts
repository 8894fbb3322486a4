import {
  checkDomains,
  completeExamination,
  deliverEvent,
  deliverMail,
  deliverWebhook,
  dropOldRecords,
  endGraces,
  ensurePartitions,
  type JobData,
  processStripeEvent,
  queueDueMails,
  reapExecutions,
  recomputeUsageWhenDue,
  reconcileStripe,
  rotateSigningKeys,
  type Services,
  sendCredits,
  tellOfApproval,
  tellOfQuotas,
  tellUsage,
  verifyAudit,
} from "@patchops/services";
import type { PgBoss } from "pg-boss";

/** What runs by the clock, on one node at a time. */
const scheduled: readonly { name: string; cron: string; run: (services: Services) => Promise<unknown> }[] = [
  { name: "usage-partitions", cron: "7 * * * *", run: ensurePartitions },
  { name: "retention", cron: "17 * * * *", run: dropOldRecords },
  { name: "audit-verification", cron: "47 2 * * *", run: (services) => verifyAudit(services) },
  { name: "oauth-signing-keys", cron: "27 3 * * *", run: (services) => rotateSigningKeys(services) },
  { name: "domain-proofs", cron: "37 */6 * * *", run: (services) => checkDomains(services) },
  { name: "usage-recomputation", cron: "37 2 * * *", run: recomputeUsageWhenDue },
  { name: "quota-notices", cron: "*/10 * * * *", run: tellOfQuotas },
  { name: "stripe-usage", cron: "*/10 * * * *", run: (services) => tellUsage(services) },
  { name: "stripe-credits", cron: "3-59/10 * * * *", run: (services) => sendCredits(services) },
  { name: "stripe-reconciliation", cron: "17 4 * * *", run: (services) => reconcileStripe(services) },
  { name: "payment-graces", cron: "27 * * * *", run: (services) => endGraces(services) },
  { name: "outbox", cron: "*/2 * * * *", run: queueDueMails },
  { name: "execution-reaper", cron: "*/5 * * * *", run: reapExecutions },
];

/** Works on the queue and keeps its schedule; each scheduled job is also run once now, so that a long pause is caught up. */
export async function startWorkers(boss: PgBoss, services: Services): Promise<void> {
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
  await boss.work<JobData["connection-examination"]>("connection-examination", async (jobs) => {
    for (const { data } of jobs) await completeExamination(services, data);
  });
  await boss.work<JobData["approval-notice"]>("approval-notice", async (jobs) => {
    for (const { data } of jobs) await tellOfApproval(services, data);
  });
  await boss.work<JobData["event-webhook"]>("event-webhook", { batchSize: 10 }, async (jobs) => {
    await Promise.all(jobs.map(({ data }) => deliverEvent(services, data)));
  });
  await boss.work<JobData["mail"]>("mail", { batchSize: 5 }, async (jobs) => {
    await Promise.all(jobs.map(({ data }) => deliverMail(services, data)));
  });
  await boss.work<JobData["stripe-event"]>("stripe-event", async (jobs) => {
    for (const { data } of jobs) await processStripeEvent(services, data);
  });
  await boss.work<JobData["run-webhook"]>("run-webhook", { batchSize: 10 }, async (jobs) => {
    await Promise.all(jobs.map(({ data }) => deliverWebhook(services, data)));
  });
}
