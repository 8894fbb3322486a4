import {
  AppError,
  type ErrorCode,
  idSchema,
  newId,
  type WebhookRefusal,
  webhookRefusalReasons,
} from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { hashToken } from "@patchops/vault";
import type { Services } from "../../context.ts";
import { createMinuteCount } from "../../minute-count.ts";

/** Of one workflow; those before are forgotten. */
const mostKept = 20;
/** Of one workflow on this node: whoever sends many does not make the database write as many. */
const mostPerMinute = 10;
const noted = createMinuteCount();

const reasons: readonly ErrorCode[] = webhookRefusalReasons;

/**
 * Notes that a request to a workflow's webhook was refused, and why, for those who own it: nothing of what it held, nor who sent it. What went
 * wrong on our side is no refusal.
 */
export async function noteHookRefusal(
  { database, log }: Services,
  workflow: { organizationId: string; id: string },
  error: unknown,
): Promise<void> {
  if (!(error instanceof AppError) || !reasons.includes(error.code)) return;
  if (noted.count(workflow.id, mostPerMinute) > 0) return;
  const { organizationId, id: workflowId } = workflow;
  try {
    await database.withOrganization(organizationId, async (trx) => {
      await trx
        .insertInto("workflowHookRefusals")
        .values({ organizationId, workflowId, id: newId(), reason: error.code })
        .execute();
      await trx
        .deleteFrom("workflowHookRefusals")
        .where("organizationId", "=", organizationId)
        .where("workflowId", "=", workflowId)
        .where("id", "not in", (query) =>
          query
            .selectFrom("workflowHookRefusals")
            .select("id")
            .where("organizationId", "=", organizationId)
            .where("workflowId", "=", workflowId)
            .orderBy("id", "desc")
            .limit(mostKept),
        )
        .execute();
    });
  } catch (problem) {
    // Its sender hears why it was refused, in any case.
    log.warn({ error: problem, organizationId, workflowId }, "a refused request to a webhook was not noted");
  }
}

/** A request that was refused before it was read: the same for whom its address leads to. */
export async function noteUnreadHook(
  services: Services,
  { organizationId, token }: { organizationId: string; token: string },
  error: unknown,
): Promise<void> {
  if (!idSchema.safeParse(organizationId).success) return;
  const workflow = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("workflows")
      .select(["organizationId", "id"])
      .where("organizationId", "=", organizationId)
      .where("webhookHash", "=", hashToken(token))
      .executeTakeFirst(),
  );
  if (workflow) await noteHookRefusal(services, workflow, error);
}

/** The newest first. */
export async function readHookRefusals(
  trx: Transaction,
  { organizationId, workflowId }: { organizationId: string; workflowId: string },
): Promise<WebhookRefusal[]> {
  const rows = await trx
    .selectFrom("workflowHookRefusals")
    .select(["createdAt as at", "reason"])
    .where("organizationId", "=", organizationId)
    .where("workflowId", "=", workflowId)
    .orderBy("id", "desc")
    .limit(mostKept)
    .execute();
  return rows.flatMap(({ at, reason }) => {
    const known = webhookRefusalReasons.find((each) => each === reason);
    return known === undefined ? [] : [{ at, reason: known }];
  });
}
