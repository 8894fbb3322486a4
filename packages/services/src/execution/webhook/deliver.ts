import type { Services } from "../../context.ts";
import type { JobData } from "../../jobs.ts";
import { isHeldBack, type PostEnd, pauseAfter, postSigned } from "../../webhook/index.ts";

/** A larger result is fetched by the run's id. */
const maxResultBytes = 65_536;

/** A worker's job: tells a webhook that its run has ended. An attempt that was made already is not made again; in a frozen organization none is made. */
export async function deliverWebhook(services: Services, job: JobData["run-webhook"]): Promise<void> {
  const message = await readMessage(services, job);
  if (!message) return;
  const { organizationId, executionId } = job;
  await storeAttempt(
    services,
    job,
    await postSigned(services, { organizationId, id: executionId, ...message }),
  );
}

async function readMessage(
  services: Services,
  { organizationId, executionId, attempt }: JobData["run-webhook"],
) {
  return services.database.withOrganization(organizationId, async (trx) => {
    if (await isHeldBack(trx, organizationId)) return null;
    const row = await trx
      .selectFrom("runWebhooks as w")
      .innerJoin("executions as e", (join) =>
        join.onRef("e.organizationId", "=", "w.organizationId").onRef("e.id", "=", "w.executionId"),
      )
      .leftJoin("workflowRuns as r", (join) =>
        join.onRef("r.organizationId", "=", "w.organizationId").onRef("r.executionId", "=", "w.executionId"),
      )
      .select(["r.version", "r.trigger", "r.attempt as runAttempt", "r.rootId", "r.scheduledFor"])
      .select(["w.url", "w.attempts", "w.status as delivery"])
      .select(["e.status", "e.result", "e.error", "e.toolCalls", "e.cpuMs", "e.wallMs", "e.memoryPeakBytes"])
      .select(["e.snippetName", "e.createdAt", "e.finishedAt"])
      .where("w.organizationId", "=", organizationId)
      .where("w.executionId", "=", executionId)
      .executeTakeFirst();
    if (row?.finishedAt == null || row.delivery !== "waiting" || row.attempts >= attempt) return null;
    const result = row.result === null ? undefined : row.result;
    const isLarge = Buffer.byteLength(JSON.stringify(result ?? null)) > maxResultBytes;
    const body = JSON.stringify({
      type: "execution.finished",
      timestamp: row.finishedAt,
      data: {
        executionId,
        status: row.status,
        ...(result === undefined || isLarge ? {} : { result }),
        isResultLeftOut: isLarge,
        error: row.error,
        toolCalls: row.toolCalls,
        usage: { cpuMs: row.cpuMs ?? 0, wallMs: row.wallMs ?? 0, memoryPeakBytes: row.memoryPeakBytes ?? 0 },
        snippet: row.snippetName,
        workflow: row.version === null ? null : workflowOf(row),
        createdAt: row.createdAt,
        url: `${services.settings.publicUrl}/runs/${executionId}`,
      },
    });
    return { url: row.url, body };
  });
}

/** Which run of which version it was, so that whoever is told need not ask. */
const workflowOf = (row: {
  snippetName: string | null;
  version: number | null;
  trigger: string | null;
  runAttempt: number | null;
  rootId: string | null;
  scheduledFor: string | null;
}) => ({
  name: row.snippetName,
  version: row.version,
  trigger: row.trigger,
  attempt: row.runAttempt,
  rootId: row.rootId,
  scheduledFor: row.scheduledFor,
});

async function storeAttempt(
  services: Services,
  { organizationId, executionId, attempt }: JobData["run-webhook"],
  end: PostEnd,
): Promise<void> {
  const { httpStatus, problem } = end;
  const pause = pauseAfter(attempt, end);
  const isAgain = pause !== undefined;
  await services.database.withOrganization(organizationId, async (trx) => {
    await trx
      .updateTable("runWebhooks")
      .set({
        status: problem === null ? "delivered" : isAgain ? "waiting" : "failed",
        attempts: attempt,
        httpStatus,
        error: problem?.slice(0, 500) ?? null,
        nextAt: isAgain ? new Date(Date.now() + pause * 1_000).toISOString() : null,
      })
      .where("organizationId", "=", organizationId)
      .where("executionId", "=", executionId)
      .execute();
    if (!isAgain) return;
    const next = { organizationId, executionId, attempt: attempt + 1 };
    await services.jobs.send(trx, "run-webhook", next, { afterSeconds: pause });
  });
}
