import {
  AppError,
  type DeployedWorkflow,
  type DeployWorkflowInput,
  deployWorkflowInput,
  newId,
  type SeenVersions,
  type WorkflowConfig,
} from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { requireVerifiedEmail } from "../../account/index.ts";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { requireAddress } from "../../require-address.ts";
import { storedJson } from "../../stored-json.ts";
import { toolDeclarations } from "../../tool/index.ts";
import { requireSigningSecret } from "../../webhook/index.ts";
import { refuseSecret } from "../snippet/refuse-secret.ts";
import { actingUser } from "./acting-user.ts";
import { actorOf } from "./actor-of.ts";
import { changes } from "./changes.ts";
import { findVersion } from "./find.ts";
import { nextTimes } from "./next-times.ts";
import { pauseAfter, publishVersion } from "./publish-version.ts";
import { requireExpected } from "./require-expected.ts";
import { requireOwnWorkflow } from "./require-own.ts";
import { requireReach } from "./require-reach.ts";
import { requireReadable } from "./require-readable.ts";

const mostWorkflows = 1_000;
/** Of a change that makes no version. */
const runsForField = "runsFor";

/**
 * Makes a version of a workflow, the first one with the workflow itself, and publishes it where that is wanted; a dry run says what would
 * change. One that is the newest already is not made again. Throws `invalid_input`, `forbidden` where it is somebody else's,
 * `conflict` where there are other versions by now than whoever deploys it has seen.
 */
export async function deployWorkflow(
  context: Context,
  rawInput: DeployWorkflowInput,
): Promise<DeployedWorkflow> {
  requireAccess(context, "workflow.deploy");
  const input = deployWorkflowInput.parse(rawInput);
  if (input.publish) await requireVerifiedEmail(context);
  refuseSecret({ code: input.code });
  const { services, actor } = context;
  const { organizationId } = actor;
  const { name, code, config } = input;
  const nextRuns = config.schedules
    .flatMap((schedule) => nextTimes(schedule))
    .toSorted()
    .slice(0, 5);
  if (config.onFailure.webhook !== undefined) {
    requireAddress(services, config.onFailure.webhook, { field: "config.onFailure.webhook" });
  }
  requireReach(actor, config);
  if (input.publish) await requireReadable(context, code);
  const { text, version: types } = await toolDeclarations(context);
  const checked = await services.sandbox.check({
    ...{ organizationId, code, declarations: text, version: types, wantsSchemas: true },
  });
  const schemas = checked.schemas ?? { input: null, output: null };
  if (config.tool) requireObjectInput(schemas.input);
  return services.snapshots.change(organizationId, async (trx) => {
    await requireSettings(trx, organizationId, config);
    const workflow = await trx
      .selectFrom("workflows")
      .selectAll()
      .where("organizationId", "=", organizationId)
      .where("name", "=", name)
      .forUpdate()
      .executeTakeFirst();
    if (workflow) requireOwnWorkflow(actor, workflow);
    await requireExpected(trx, workflow, input.expected);
    const pause = workflow ? pauseAfter(workflow) : { isPaused: false, endedPause: null };
    const latest =
      workflow &&
      (await findVersion(trx, { organizationId, workflowId: workflow.id, version: workflow.latestVersion }));
    const changed = changes(latest ?? null, { code, config });
    if (workflow && input.publish) {
      const runsFor = await actingUser(context, trx, {
        current: workflow.userId,
        serviceAccountId: input.serviceAccountId,
      });
      // Who publishes one that is blocked frees it, though nothing else has changed.
      const isMeant = input.serviceAccountId !== undefined || (await isBlocked(trx, workflow));
      if (runsFor !== workflow.userId && isMeant) {
        changed.push({ field: runsForField, before: workflow.userId, after: runsFor });
      }
    }
    const answer = {
      ...{ id: workflow?.id ?? null, name, isPublished: false, isDryRun: input.dryRun, changes: changed },
      previous: workflow && latest ? await previous(trx, workflow, latest) : null,
      diagnostics: checked.diagnostics,
      ...{ inputSchema: schemas.input, outputSchema: schemas.output, webhook: null },
      // Until it is resumed none comes.
      nextRuns: pause.isPaused ? [] : nextRuns,
      ...{ isPaused: pause.isPaused, endedPause: null },
    };
    if (input.dryRun) return { ...answer, version: null };
    const isSame = latest !== undefined && changed.every(({ field }) => field === runsForField);
    if (
      changed.length === 0 &&
      latest !== undefined &&
      (!input.publish || workflow?.publishedVersion === latest.version)
    ) {
      return { ...answer, version: null, isPublished: workflow?.publishedVersion === latest.version };
    }
    const id = workflow?.id ?? newId();
    const version = isSame ? latest.version : (workflow?.latestVersion ?? 0) + 1;
    if (!workflow) await create(context, trx, { id, name });
    if (!isSame) {
      await trx
        .insertInto("workflowVersions")
        .values({
          ...{
            organizationId,
            workflowId: id,
            version,
            code,
            config: storedJson(config),
            notes: input.notes,
          },
          inputSchema: schemas.input && storedJson(schemas.input),
          outputSchema: schemas.output && storedJson(schemas.output),
          ...{ createdBy: actor.userId, publishedAt: null },
        })
        .execute();
      await trx
        .updateTable("workflows")
        .set({ latestVersion: version, updatedAt: new Date().toISOString() })
        .where("organizationId", "=", organizationId)
        .where("id", "=", id)
        .execute();
    }
    const { serviceAccountId } = input;
    const published =
      input.publish &&
      (await publishVersion(context, trx, {
        workflow: workflow ?? {
          ...{ id, userId: actor.userId, webhookHash: null, pausedAt: null, pauseReason: null },
        },
        ...{ version, config, serviceAccountId },
      }));
    await recordAudit(trx, auditActor(context), {
      action: input.publish ? "workflow.publish" : "workflow.deploy",
      targetKind: "workflow",
      targetId: id,
      data: { name, version, changes: changed.map(({ field }) => field) },
    });
    return { ...answer, id, version, isPublished: input.publish, ...published };
  });
}

async function previous(
  trx: Transaction,
  { latestVersion, publishedVersion }: SeenVersions,
  { createdBy, createdAt }: { createdBy: string; createdAt: string },
): Promise<DeployedWorkflow["previous"]> {
  const madeBy = await trx
    .selectFrom("users")
    .select(["id", "name", "email"])
    .where("id", "=", createdBy)
    .executeTakeFirstOrThrow();
  return { latestVersion, publishedVersion, madeBy, madeAt: createdAt };
}

async function create(
  context: Context,
  trx: Transaction,
  { id, name }: { id: string; name: string },
): Promise<void> {
  const { organizationId, userId, scopes } = context.actor;
  const { count } = await trx
    .selectFrom("workflows")
    .select(({ fn }) => fn.countAll<string>().as("count"))
    .where("organizationId", "=", organizationId)
    .executeTakeFirstOrThrow();
  if (Number(count) >= mostWorkflows) {
    throw new AppError("conflict", `An organization has at most ${mostWorkflows} workflows.`, {
      next: "Remove some that nobody runs.",
    });
  }
  await trx
    .insertInto("workflows")
    .values({
      ...{ organizationId, id, name, userId, scopes: [...scopes], latestVersion: 1, publishedVersion: null },
      ...{ pausedAt: null, pauseReason: null, webhookHash: null, webhookSealed: null, createdBy: userId },
    })
    .execute();
}

async function requireSettings(
  trx: Transaction,
  organizationId: string,
  config: WorkflowConfig,
): Promise<void> {
  if (config.onFailure.webhook !== undefined) {
    await requireSigningSecret(trx, { organizationId, field: "config.onFailure.webhook" });
  }
  if (config.profile === null) return;
  const profile = await trx
    .selectFrom("profiles")
    .select("id")
    .where("organizationId", "=", organizationId)
    .where("slug", "=", config.profile)
    .executeTakeFirst();
  if (profile !== undefined) return;
  throw new AppError("invalid_input", `There is no profile named ${config.profile}.`, {
    details: { field: "config.profile" },
  });
}

/** MCP: a tool's arguments are an object. */
function requireObjectInput(schema: Record<string, unknown> | null): void {
  if (schema === null || schema.type === "object" || schema.type === undefined) return;
  throw new AppError("invalid_input", "A tool takes an object: this program's input is none.", {
    next: "Give the input a type such as { value: string }, or leave out `tool`.",
    details: { field: "config.tool" },
  });
}

async function isBlocked(trx: Transaction, workflow: Parameters<typeof actorOf>[1]): Promise<boolean> {
  try {
    await actorOf(trx, workflow, null);
    return false;
  } catch (error) {
    if (error instanceof AppError && error.code === "forbidden") return true;
    throw error;
  }
}
