import { AppError, type JobKindRef, type JobOverview, type JobRef } from "@patchops/contract";
import { type AuditActor, auditActor, instanceOperator, recordAudit } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { countWorkflowRuns } from "../execution/index.ts";
import { requireAccess } from "../require-access.ts";
import { isGivenUp } from "./system/is-given-up.ts";
import { readQueues } from "./system/read-queues.ts";

/** What workers do, when they did it last, and what they gave up. Instance admins. */
export async function listJobs(context: Context): Promise<JobOverview> {
  requireAccess(context, "admin.jobs");
  return listJobsAsOperator(context.services);
}

/** `patchops admin jobs list`. */
export async function listJobsAsOperator(services: Services): Promise<JobOverview> {
  return {
    ...(await readQueues(services.database)),
    workflowRuns: await countWorkflowRuns(services),
  };
}

/** Has a job tried again that was given up. Instance admins. Throws `not_found` when it is no such one any more. */
export async function retryJob(context: Context, job: JobRef): Promise<JobRef> {
  requireAccess(context, "admin.retryJob");
  return retry(context.services, job, auditActor(context));
}

/** `patchops admin jobs retry`. */
export async function retryJobAsOperator(services: Services, job: JobRef): Promise<JobRef> {
  return retry(services, job, await instanceOperator(services.database));
}

/** Runs a job now that runs by the clock: each may be run at any time. Instance admins. Throws `not_found` for another. */
export async function runJob(context: Context, kind: JobKindRef): Promise<JobKindRef> {
  requireAccess(context, "admin.runJob");
  return run(context.services, kind, auditActor(context));
}

/** `patchops admin jobs run`. */
export async function runJobAsOperator(services: Services, kind: JobKindRef): Promise<JobKindRef> {
  return run(services, kind, await instanceOperator(services.database));
}

async function retry(services: Services, job: JobRef, actor: AuditActor): Promise<JobRef> {
  if (!(await isGivenUp(services.database, job))) {
    throw new AppError("not_found", "There is no such job that was given up.");
  }
  await services.database.withOrganization(actor.organizationId, (trx) =>
    recordAudit(trx, actor, {
      action: "job.retry",
      targetKind: "job",
      targetId: job.id,
      data: { name: job.name },
    }),
  );
  await services.queues.retry(job);
  return job;
}

async function run(services: Services, { name }: JobKindRef, actor: AuditActor): Promise<JobKindRef> {
  const { kinds } = await readQueues(services.database);
  if (!kinds.some((kind) => kind.name === name && kind.canRun)) {
    throw new AppError("not_found", "There is no job of that name that may be run at any time.", {
      next: "patchops admin jobs list shows them.",
    });
  }
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    await recordAudit(trx, actor, {
      action: "job.run",
      targetKind: "job",
      targetId: null,
      data: { name },
    });
    await services.queues.runNow(trx, name);
  });
  return { name };
}
