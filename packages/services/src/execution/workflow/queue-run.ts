import { AppError, type WorkflowTrigger } from "@patchops/contract";
import { requireVerifiedEmail } from "../../account/index.ts";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { actorOf } from "./actor-of.ts";
import { checkInput } from "./check-input.ts";
import { enqueueRun } from "./enqueue.ts";
import { findVersion, findWorkflow } from "./find.ts";
import { requireReach } from "./require-reach.ts";

/** Workflows that call workflows: deeper, and one that calls itself would never end. */
const mostDepth = 5;
/** Of one organization. */
const mostQueued = 20_000;

export interface WorkflowRunRequest {
  name: string;
  input: unknown;
  trigger: WorkflowTrigger;
  version?: number | undefined;
  idempotencyKey?: string | undefined;
  dueAt?: string | undefined;
  parent?: { executionId: string; depth: number };
  /** Of the MCP client that asks for it. */
  promptSessionId?: string | undefined;
  /** A person's or a key's own wish, which is kept in the audit log. */
  isAudited?: boolean;
  /** Of a request that came from a workflow by way of an upstream. */
  depth?: number | undefined;
}

/**
 * Queues a run of a workflow, in the name of whom it runs for. Two requests with one idempotency key are one run. Throws `not_found`,
 * `invalid_input` where the input does not fit its type, `conflict` where nothing of it is published or it is paused, `forbidden` where it is blocked.
 */
export async function queueWorkflowRun(
  context: Context,
  asked: WorkflowRunRequest,
): Promise<{ executionId: string; isNew: boolean }> {
  requireAccess(context, asked.trigger === "tool" ? "workflow.call" : "workflow.run");
  const { services, actor, requestId } = context;
  const { organizationId } = actor;
  const { name, input, trigger, parent } = asked;
  const depth = parent === undefined ? (asked.depth ?? 0) : parent.depth + 1;
  if (depth > mostDepth) {
    throw new AppError(
      "conflict",
      `Workflows may call each other ${mostDepth} deep: ${name} would be deeper.`,
      {
        sent: false,
      },
    );
  }
  await requireVerifiedEmail(context);
  return services.database.withOrganization(organizationId, async (trx) => {
    const workflow = await findWorkflow(trx, { organizationId, name });
    const number = asked.version ?? workflow.publishedVersion;
    if (number === null) {
      throw new AppError("conflict", `No version of the workflow ${name} is published.`, {
        next: `Publish one: patchops workflows rollback ${name} ${workflow.latestVersion}`,
      });
    }
    if (workflow.pausedAt !== null && trigger !== "manual") {
      throw new AppError("conflict", `The workflow ${name} is paused.`, {
        next: `Let it go on: patchops workflows resume ${name}`,
      });
    }
    const version = await findVersion(trx, { organizationId, workflowId: workflow.id, version: number });
    requireReach(actor, version.config);
    checkInput(version.inputSchema, input);
    const { queued } = await trx
      .selectFrom((query) =>
        query
          .selectFrom("workflowRuns")
          .select("executionId")
          .where("organizationId", "=", organizationId)
          .where("state", "=", "queued")
          .limit(mostQueued)
          .as("q"),
      )
      .select(({ fn }) => fn.countAll<string>().as("queued"))
      .executeTakeFirstOrThrow();
    if (Number(queued) >= mostQueued) {
      throw new AppError("too_many_calls", `${mostQueued} runs of workflows wait already.`, {
        sent: false,
        retryAfterSeconds: 30,
      });
    }
    const run = await enqueueRun(services, trx, {
      actor: await actorOf(trx, workflow, version.config.profile),
      ...{ workflow, version, input, trigger, requestId, parent, depth },
      ...{ dueAt: asked.dueAt, idempotencyKey: asked.idempotencyKey },
      ...{ promptSessionId: asked.promptSessionId, client: context.client },
    });
    if (run !== null) {
      if (asked.isAudited) {
        await recordAudit(trx, auditActor(context), {
          action: "workflow.run",
          targetKind: "execution",
          targetId: run.executionId,
          data: { name },
        });
      }
      return { ...run, isNew: true };
    }
    const { executionId } = await trx
      .selectFrom("workflowRuns")
      .select("executionId")
      .where("organizationId", "=", organizationId)
      .where("workflowId", "=", workflow.id)
      .where("idempotencyKey", "=", asked.idempotencyKey ?? "")
      .executeTakeFirstOrThrow();
    return { executionId, isNew: false };
  });
}
