import { AppError, type ExecutionError, idSchema, type WorkflowConfig } from "@patchops/contract";
import { hashToken } from "@patchops/vault";
import { openValues } from "../../connection/index.ts";
import type { Context, Visit } from "../../context.ts";
import { createMinuteCount } from "../../minute-count.ts";
import { isSignedBy } from "../../sign-webhook.ts";
import { actorOf } from "./actor-of.ts";
import { type AwaitedRun, awaitWorkflowRun } from "./await-run.ts";
import { findVersion } from "./find.ts";
import { noteHookRefusal } from "./hook-refusals.ts";
import { mapInput } from "./map-input.ts";
import { queueWorkflowRun } from "./queue-run.ts";

export interface HookRequest {
  organizationId: string;
  token: string;
  headers: Headers;
  query: Record<string, string>;
  body: string;
}

type WebhookTrigger = NonNullable<WorkflowConfig["webhook"]>;

const longestMs = 30_000;
const calls = createMinuteCount();

/**
 * A request to a workflow's webhook: its address is known to nobody else, and where the workflow says so it is signed as Standard Webhooks
 * are; two with one `webhook-id` are one run. Answers the run, over or not. Throws `not_found`, `unauthenticated`, `rate_limited`.
 */
export async function receiveWorkflowHook(visit: Visit, request: HookRequest): Promise<AwaitedRun> {
  const { services } = visit;
  const { organizationId } = request;
  if (!idSchema.safeParse(organizationId).success) throw nothingHere();
  const found = await services.database.withOrganization(organizationId, async (trx) => {
    const workflow = await trx
      .selectFrom("workflows")
      .selectAll()
      .where("organizationId", "=", organizationId)
      .where("webhookHash", "=", hashToken(request.token))
      .executeTakeFirst();
    if (workflow?.publishedVersion == null || workflow.webhookSealed === null) throw nothingHere();
    const version = await findVersion(trx, {
      ...{ organizationId, workflowId: workflow.id, version: workflow.publishedVersion },
    });
    const place = { organizationId, row: workflow.id, field: "workflow_webhook" };
    const sealings = [{ place, sealed: workflow.webhookSealed }];
    const [opened] = await openValues<{ secret: string }>(services, trx, sealings);
    const actor = await actorOf(trx, workflow, version.config.profile).catch(refusal);
    const { config, inputSchema } = version;
    return { workflow, webhook: config.webhook, inputSchema, secret: opened?.secret ?? "", actor };
  });
  const { workflow, webhook, inputSchema, secret, actor } = found;
  if (webhook === null) throw nothingHere();
  try {
    if (actor instanceof AppError) throw actor;
    return await start({ ...visit, actor, via: "workflow", client: null }, request, {
      workflow,
      webhook,
      inputSchema,
      secret,
    });
  } catch (error) {
    await noteHookRefusal(services, workflow, error);
    throw refusal(error);
  }
}

async function start(
  context: Context,
  request: HookRequest,
  {
    workflow,
    webhook,
    inputSchema,
    secret,
  }: {
    workflow: { id: string; name: string };
    webhook: WebhookTrigger;
    inputSchema: Record<string, unknown> | null;
    secret: string;
  },
): Promise<AwaitedRun> {
  const { organizationId, headers, body } = request;
  if (webhook.signed && !isSignedBy(secret, headers, body)) {
    throw new AppError("unauthenticated", "The signature is missing, wrong or old.", {
      next: "Sign as Standard Webhooks says: webhook-id, webhook-timestamp, webhook-signature.",
    });
  }
  countCall(workflow.id, webhook.perMinute);
  const id = headers.get("webhook-id");
  const { executionId } = await queueWorkflowRun(context, {
    ...{ name: workflow.name, input: inputOf(request, webhook.input, inputSchema), trigger: "webhook" },
    idempotencyKey: id === null ? undefined : `webhook:${id.slice(0, 200)}`,
  });
  if (webhook.answer === "async") {
    return { executionId, status: "queued", result: undefined, error: null, isOver: false };
  }
  const signal = AbortSignal.timeout(longestMs);
  const run = await awaitWorkflowRun(context.services, { organizationId, rootId: executionId }, { signal });
  return { ...run, error: run.error && errorForStrangers(run.error) };
}

/** What went wrong, and nothing of the program: not its source, nor which tools it uses. */
function errorForStrangers({ name, code, message, retryable }: ExecutionError): ExecutionError {
  return { name, code, message, retryable };
}

function inputOf(
  { body, query, headers }: HookRequest,
  fields: Record<string, string> | undefined,
  schema: Record<string, unknown> | null,
): unknown {
  let parsed: unknown;
  try {
    parsed = body === "" ? undefined : JSON.parse(body);
  } catch {
    parsed = body;
  }
  if (fields === undefined) return parsed;
  return mapInput({ body: parsed, query, headers: Object.fromEntries(headers) }, fields, schema);
}

function countCall(workflowId: string, perMinute: number): void {
  const retryAfterSeconds = calls.count(workflowId, perMinute);
  if (retryAfterSeconds === 0) return;
  throw new AppError("rate_limited", `This webhook takes ${perMinute} requests a minute.`, {
    retryAfterSeconds,
  });
}

/**
 * Whoever calls a webhook need not know what it starts, for whom that runs, that they have left, nor why nothing runs in their organization.
 * Its signature and how often it may be called are its own.
 */
function refusal(error: unknown): AppError {
  if (!(error instanceof AppError)) throw error;
  const next = "Its page says to its organization why.";
  switch (error.code) {
    case "forbidden":
    case "organization_frozen":
      return new AppError(error.code, "This webhook's workflow is blocked.", { next });
    case "conflict":
      return new AppError(error.code, "This webhook's workflow is paused.", { next });
    case "not_found":
      return nothingHere();
    default:
      return error;
  }
}

const nothingHere = () => new AppError("not_found", "There is nothing here.");
