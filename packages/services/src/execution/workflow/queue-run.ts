import { AppError, type WorkflowTrigger } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import { requireVerifiedEmail } from "../../account/index.ts";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { type RunPlace, reservePlace } from "../run-places.ts";
import { actorOf } from "./actor-of.ts";
import { checkInput } from "./check-input.ts";
import { type EnqueuedRun, enqueueRun } from "./enqueue.ts";
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
 * Has a workflow run, in the name of whom it runs for: at once where this node has a place and nothing of its organization waits, else as soon as
 * any node has one. Two requests with one idempotency key are one run. Throws `not_found`,
 * `invalid_input` where the input does not fit its type, `conflict` where nothing of it is published or it is paused, `forbidden` where it is blocked.
 */
export async function queueWorkflowRun(
  context: Context,
  asked: WorkflowRunRequest,
): Promise<{ executionId: string; isNew: boolean }> {
  requireAccess(context, asked.trigger === "tool" ? "workflow.call" : "workflow.run");
  const { services, actor } = context;
  const { organizationId } = actor;
  const { name, parent } = asked;
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
  const place = reservePlace(services, organizationId);
  try {
    const { begin, ...run } = await services.database.withOrganization(organizationId, async (trx) =>
      storeRun(context, trx, { ...asked, depth }, place),
    );
    begin?.();
    return run;
  } finally {
    place?.release();
  }
}

async function storeRun(
  context: Context,
  trx: Transaction,
  asked: WorkflowRunRequest,
  place: RunPlace | null,
): Promise<EnqueuedRun & { isNew: boolean }> {
  const { services, actor, requestId } = context;
  const { organizationId } = actor;
  const { name, input, trigger, parent, depth } = asked;
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
  const { queued, isAnyDue } = await trx
    .selectFrom((query) =>
      query
        .selectFrom("workflowRuns")
        .select(sql<boolean>`held_at is null and due_at <= now()`.as("isDue"))
        .where("organizationId", "=", organizationId)
        .where("state", "=", "queued")
        .limit(mostQueued)
        .as("q"),
    )
    .select(({ fn }) => [
      fn.countAll<string>().as("queued"),
      fn.agg<boolean | null>("bool_or", ["isDue"]).as("isAnyDue"),
    ])
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
    // Those that wait already come first.
    place: isAnyDue ? null : place,
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
  return { executionId, begin: null, isNew: false };
}
