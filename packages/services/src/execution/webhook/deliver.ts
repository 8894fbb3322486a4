import { errorBody } from "@patchops/contract";
import type { Services } from "../../context.ts";
import type { JobData } from "../../jobs.ts";
import { openSecrets } from "./secret.ts";
import { signedHeaders } from "./sign.ts";

/** From each attempt to the next, in seconds; after the last nobody tries again. */
const pausesSeconds = [10, 60, 300, 1_800, 7_200, 28_800] as const;
/** A larger result is fetched by the run's id. */
const maxResultBytes = 65_536;
const timeoutMs = 15_000;
/** Nobody reads it. */
const maxAnswerBytes = 1_048_576;
/** The receiver wants no more (Standard Webhooks 1.0). */
const gone = 410;

/** A worker's job: tells a webhook that its run has ended. An attempt that was made already is not made again. */
export async function deliverWebhook(services: Services, job: JobData["run-webhook"]): Promise<void> {
  const message = await readMessage(services, job);
  if (!message) return;
  const { url, body, headers } = message;
  let httpStatus: number | null = null;
  let problem: string | null = null;
  try {
    const { status } = await services.upstreams.fetch({
      ...{ url, method: "POST", headers: Object.entries(headers), body: Buffer.from(body) },
      ...{ redirect: "manual", timeoutMs, maxBytes: maxAnswerBytes },
      signal: new AbortController().signal,
      checkHost: () => undefined,
    });
    httpStatus = status;
    if (status < 200 || status >= 300) problem = `It answered ${status}.`;
  } catch (error) {
    problem = errorBody(error).message;
  }
  await storeAttempt(services, job, { httpStatus, problem });
}

async function readMessage(
  services: Services,
  { organizationId, executionId, attempt }: JobData["run-webhook"],
) {
  return services.database.withOrganization(organizationId, async (trx) => {
    const row = await trx
      .selectFrom("runWebhooks as w")
      .innerJoin("executions as e", (join) =>
        join.onRef("e.organizationId", "=", "w.organizationId").onRef("e.id", "=", "w.executionId"),
      )
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
        createdAt: row.createdAt,
        url: `${services.settings.publicUrl}/playground?execution=${executionId}`,
      },
    });
    const timestampSeconds = Math.floor(Date.now() / 1_000);
    const secrets = await openSecrets(services, trx, organizationId);
    const headers = {
      "content-type": "application/json",
      "user-agent": "PatchOps-Webhooks",
      ...signedHeaders({ id: executionId, timestampSeconds, body }, secrets),
    };
    return { url: row.url, body, headers };
  });
}

async function storeAttempt(
  services: Services,
  { organizationId, executionId, attempt }: JobData["run-webhook"],
  { httpStatus, problem }: { httpStatus: number | null; problem: string | null },
): Promise<void> {
  const pause = httpStatus === gone ? undefined : pausesSeconds[attempt - 1];
  const isAgain = problem !== null && pause !== undefined;
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
