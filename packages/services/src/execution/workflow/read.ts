import {
  executionStatusSchema,
  type Workflow,
  type WorkflowChange,
  type WorkflowDiffInput,
  type WorkflowRef,
  type WorkflowSummary,
  type WorkflowVersion,
  workflowConfigSchema,
  workflowDiffInput,
  workflowRef,
} from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { openValues } from "../../connection/index.ts";
import type { Context } from "../../context.ts";
import { may } from "../../may.ts";
import { requireAccess } from "../../require-access.ts";
import { changes } from "./changes.ts";
import { cronTimes } from "./cron-times.ts";
import { findVersion, findWorkflow, unknownWorkflow } from "./find.ts";
import { readHookRefusals } from "./hook-refusals.ts";

const shownRuns = 20;

/** The organization's workflows by name, each with its newest runs. */
export async function listWorkflows(context: Context): Promise<WorkflowSummary[]> {
  requireAccess(context, "workflow.list");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, (trx) =>
    readSummaries(trx, organizationId),
  );
}

/** One of them. Throws `not_found`. */
export async function getWorkflow(context: Context, rawInput: WorkflowRef): Promise<Workflow> {
  requireAccess(context, "workflow.get");
  const { name } = workflowRef.parse(rawInput);
  const { services, actor } = context;
  const { organizationId } = actor;
  return services.database.withOrganization(organizationId, async (trx) => {
    const row = await findWorkflow(trx, { organizationId, name });
    const [summary] = await readSummaries(trx, organizationId, row.id);
    const number = row.publishedVersion ?? row.latestVersion;
    const current = (await readVersions(trx, { organizationId, workflowId: row.id }, number))[0];
    if (summary === undefined || current === undefined) throw unknownWorkflow(name);
    const nextRuns =
      summary.status !== "active"
        ? []
        : current.config.schedules
            .flatMap(({ cron, timeZone }) =>
              cronTimes({ cron, timeZone }, { after: new Date(), count: 5 }).map((at) => ({
                at,
                cron,
                timeZone,
              })),
            )
            .toSorted((a, b) => a.at.localeCompare(b.at))
            .slice(0, 5);
    const isOwn =
      row.userId === actor.userId || row.createdBy === actor.userId || may(actor, "workflow.changeAll");
    const place = { organizationId, row: row.id, field: "workflow_webhook" };
    const [webhook] =
      isOwn && row.webhookSealed !== null
        ? await openValues<{ token: string }>(services, trx, [{ place, sealed: row.webhookSealed }])
        : [];
    const webhookUrl =
      webhook === undefined
        ? null
        : `${services.settings.publicUrl}/hooks/${organizationId}/${webhook.token}`;
    const webhookRefusals = isOwn ? await readHookRefusals(trx, { organizationId, workflowId: row.id }) : [];
    return { ...summary, current, nextRuns, webhookUrl, webhookRefusals };
  });
}

/** All versions of a workflow, the newest first. Throws `not_found`. */
export async function listWorkflowVersions(
  context: Context,
  rawInput: WorkflowRef,
): Promise<WorkflowVersion[]> {
  requireAccess(context, "workflow.versions");
  const { name } = workflowRef.parse(rawInput);
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, async (trx) => {
    const { id: workflowId } = await findWorkflow(trx, { organizationId, name });
    return readVersions(trx, { organizationId, workflowId });
  });
}

/** What differs between two versions of a workflow. Throws `not_found`. */
export async function diffWorkflow(context: Context, rawInput: WorkflowDiffInput): Promise<WorkflowChange[]> {
  requireAccess(context, "workflow.diff");
  const { name, from, to } = workflowDiffInput.parse(rawInput);
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, async (trx) => {
    const { id: workflowId } = await findWorkflow(trx, { organizationId, name });
    const before = await findVersion(trx, { organizationId, workflowId, version: from });
    return changes(before, await findVersion(trx, { organizationId, workflowId, version: to }));
  });
}

async function readVersions(
  trx: Transaction,
  { organizationId, workflowId }: { organizationId: string; workflowId: string },
  version?: number,
): Promise<WorkflowVersion[]> {
  const rows = await trx
    .selectFrom("workflowVersions as v")
    .innerJoin("workflows as w", (join) =>
      join.onRef("w.organizationId", "=", "v.organizationId").onRef("w.id", "=", "v.workflowId"),
    )
    .innerJoin("users as u", "u.id", "v.createdBy")
    .select(["v.version", "v.code", "v.config", "v.inputSchema", "v.outputSchema", "v.notes", "v.createdBy"])
    .select([
      "v.createdAt",
      "v.publishedAt",
      "w.publishedVersion",
      "u.name as userName",
      "u.email as userEmail",
    ])
    .where("v.organizationId", "=", organizationId)
    .where("v.workflowId", "=", workflowId)
    .$if(version !== undefined, (query) => query.where("v.version", "=", version ?? 0))
    .orderBy("v.version", "desc")
    .execute();
  return rows.map(({ createdBy, userName, userEmail, publishedVersion, config, ...row }) => ({
    ...row,
    config: workflowConfigSchema.parse(config),
    isPublished: row.version === publishedVersion,
    createdBy: { id: createdBy, name: userName, email: userEmail },
  }));
}

async function readSummaries(
  trx: Transaction,
  organizationId: string,
  id?: string,
): Promise<WorkflowSummary[]> {
  const rows = await trx
    .selectFrom("workflows as w")
    .innerJoin("users as u", "u.id", "w.userId")
    .leftJoin("members as m", (join) =>
      join.onRef("m.organizationId", "=", "w.organizationId").onRef("m.userId", "=", "w.userId"),
    )
    .leftJoin("serviceAccounts as s", (join) =>
      join.onRef("s.organizationId", "=", "w.organizationId").onRef("s.userId", "=", "w.userId"),
    )
    .innerJoin("workflowVersions as v", (join) =>
      join
        .onRef("v.organizationId", "=", "w.organizationId")
        .onRef("v.workflowId", "=", "w.id")
        .on((on) => on("v.version", "=", on.fn.coalesce("w.publishedVersion", "w.latestVersion"))),
    )
    .select(["w.id", "w.name", "w.latestVersion", "w.publishedVersion", "w.pausedAt", "w.pauseReason"])
    .select(["w.createdAt", "w.updatedAt", "w.userId", "w.webhookHash", "v.config"])
    .select(["u.name as userName", "u.email as userEmail", "u.status as userStatus", "m.role"])
    .select(["s.userId as serviceUserId", "s.name as serviceName", "s.removedAt"])
    .select((query) =>
      query
        .selectFrom("workflowVersions as l")
        .select("l.version")
        .whereRef("l.organizationId", "=", "w.organizationId")
        .whereRef("l.workflowId", "=", "w.id")
        .whereRef("l.version", "=", "w.latestVersion")
        .where("l.publishedAt", "is", null)
        .as("draftVersion"),
    )
    .select((query) =>
      query
        .selectFrom("workflowSchedules as x")
        .select(({ fn }) => fn.min("x.nextAt").as("next"))
        .whereRef("x.organizationId", "=", "w.organizationId")
        .whereRef("x.workflowId", "=", "w.id")
        .as("nextRunAt"),
    )
    .select((query) =>
      query
        .selectFrom("workflowRuns as d")
        .select(({ fn }) => fn.countAll<string>().as("count"))
        .whereRef("d.organizationId", "=", "w.organizationId")
        .whereRef("d.workflowId", "=", "w.id")
        .where("d.isDead", "=", true)
        .as("deadRuns"),
    )
    .where("w.organizationId", "=", organizationId)
    .$if(id !== undefined, (query) => query.where("w.id", "=", id ?? ""))
    .orderBy("w.name")
    .execute();
  const runs = await readLastRuns(
    trx,
    organizationId,
    rows.map((row) => row.id),
  );
  return rows.map((row) => {
    const config = workflowConfigSchema.parse(row.config);
    const isBlocked = row.role === null || row.userStatus !== "active" || row.removedAt !== null;
    const who = row.serviceName ?? row.userName ?? row.userEmail;
    const blocked = `${who}, for whom it runs, may not act here any more: publish a version, or have it run for a service account.`;
    return {
      ...{ id: row.id, name: row.name, description: config.description },
      status: isBlocked
        ? "blocked"
        : row.publishedVersion === null
          ? "draft"
          : row.pausedAt === null
            ? "active"
            : "paused",
      reason: isBlocked ? blocked : row.pauseReason,
      ...{ latestVersion: row.latestVersion, publishedVersion: row.publishedVersion },
      draftVersion: row.draftVersion,
      triggers: {
        schedules: config.schedules.length,
        webhook: row.webhookHash !== null,
        tool: config.tool,
      },
      actsAs: {
        ...{ id: row.userId, name: row.serviceName ?? row.userName, email: row.userEmail },
        isServiceAccount: row.serviceUserId !== null,
      },
      nextRunAt: isBlocked ? null : row.nextRunAt,
      lastRuns: runs.get(row.id) ?? [],
      deadRuns: Number(row.deadRuns),
      ...{ createdAt: row.createdAt, updatedAt: row.updatedAt },
    };
  });
}

async function readLastRuns(
  trx: Transaction,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, WorkflowSummary["lastRuns"]>> {
  const found = new Map<string, WorkflowSummary["lastRuns"]>();
  for (const id of ids) {
    const rows = await trx
      .selectFrom("workflowRuns as r")
      .innerJoin("executions as e", (join) =>
        join.onRef("e.organizationId", "=", "r.organizationId").onRef("e.id", "=", "r.executionId"),
      )
      .select(["r.executionId", "e.status", "e.createdAt"])
      .where("r.organizationId", "=", organizationId)
      .where("r.workflowId", "=", id)
      .orderBy("r.executionId", "desc")
      .limit(shownRuns)
      .execute();
    const runs = rows.map((row) => ({ ...row, status: executionStatusSchema.parse(row.status) }));
    found.set(id, runs);
  }
  return found;
}
