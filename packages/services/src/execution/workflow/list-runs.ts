import {
  executionErrorSchema,
  executionStatusSchema,
  type ListWorkflowRunsInput,
  listWorkflowRunsInput,
  type WorkflowRunPage,
} from "@patchops/contract";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { errorWithoutSaid } from "../without-said.ts";

/** Runs of workflows, the newest first; each is an execution, and read and followed as one. */
export async function listWorkflowRuns(
  context: Context,
  rawInput: ListWorkflowRunsInput = {},
): Promise<WorkflowRunPage> {
  requireAccess(context, "workflow.runs");
  const input = listWorkflowRunsInput.parse(rawInput);
  const { name, executionId, attemptsOf, trigger, status, isDead, limit, cursor } = input;
  const { organizationId } = context.actor;
  const rows = await context.services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("workflowRuns as r")
      .innerJoin("executions as e", (join) =>
        join.onRef("e.organizationId", "=", "r.organizationId").onRef("e.id", "=", "r.executionId"),
      )
      .leftJoin("workflows as w", (join) =>
        join.onRef("w.organizationId", "=", "r.organizationId").onRef("w.id", "=", "r.workflowId"),
      )
      .select(["r.executionId", "r.version", "r.trigger", "r.attempt", "r.rootId", "r.parentId", "r.dueAt"])
      .select(["r.scheduledFor", "r.heldAt", "r.isDead", "e.status", "e.error", "e.toolCalls", "e.wallMs"])
      .select(["e.createdAt", "e.startedAt", "e.finishedAt", "e.snippetName", "w.name"])
      .where("r.organizationId", "=", organizationId)
      .$if(name !== undefined, (query) => query.where("w.name", "=", name ?? ""))
      .$if(executionId !== undefined, (query) => query.where("r.executionId", "=", executionId ?? ""))
      .$if(attemptsOf !== undefined, (query) =>
        query.where("r.rootId", "=", ({ selectFrom }) =>
          selectFrom("workflowRuns as a")
            .select("a.rootId")
            .where("a.organizationId", "=", organizationId)
            .where("a.executionId", "=", attemptsOf ?? ""),
        ),
      )
      .$if(trigger !== undefined, (query) => query.where("r.trigger", "=", trigger ?? "manual"))
      .$if(status !== undefined, (query) => query.where("e.status", "=", status ?? ""))
      .$if(isDead !== undefined, (query) => query.where("r.isDead", "=", isDead === true))
      .$if(cursor !== undefined, (query) => query.where("r.executionId", "<", cursor ?? ""))
      .orderBy("r.executionId", "desc")
      .limit(limit + 1)
      .execute(),
  );
  const page = rows.slice(0, limit);
  const shown = (stored: unknown) => {
    const error = executionErrorSchema.parse(stored);
    return context.actor.impersonation === undefined ? error : errorWithoutSaid(error);
  };
  return {
    runs: page.map(({ name: current, snippetName, status: stored, error, heldAt, ...row }) => ({
      ...row,
      isPaused: heldAt !== null,
      workflow: current ?? snippetName ?? "",
      status: executionStatusSchema.parse(stored),
      error: error === null ? null : shown(error),
    })),
    nextCursor: rows.length > limit ? (page.at(-1)?.executionId ?? null) : null,
  };
}
