import type { PublishedWorkflow, WorkflowConfig } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Context } from "../../context.ts";
import { actingUser } from "./acting-user.ts";
import { cronTimes } from "./cron-times.ts";
import { makeWebhook } from "./make-webhook.ts";
import { requireReach } from "./require-reach.ts";

/**
 * Makes a version the one that runs, in the transaction of the verb: from now on in the name of whoever publishes it, with what they may
 * by the way they came; or of a service account, which it then keeps. Its schedules begin anew; a webhook keeps its address. Where
 * failures in a row have paused it, it goes on; what a person has paused stays so.
 * Answers the address and secret of a webhook that it did not have before, and what became of the pause. Throws `forbidden`.
 */
export async function publishVersion(
  context: Context,
  trx: Transaction,
  {
    workflow,
    version,
    config,
    serviceAccountId,
  }: {
    workflow: {
      id: string;
      userId: string;
      webhookHash: string | null;
      pausedAt: string | null;
      pauseReason: string | null;
    };
    version: number;
    config: WorkflowConfig;
    serviceAccountId: string | null | undefined;
  },
): Promise<Pick<PublishedWorkflow, "webhook" | "isPaused" | "endedPause">> {
  const { actor } = context;
  const { organizationId } = actor;
  const { id } = workflow;
  requireReach(actor, config);
  const userId = await actingUser(context, trx, { current: workflow.userId, serviceAccountId });
  const now = new Date().toISOString();
  const { isPaused, endedPause } = pauseAfter(workflow);
  const made =
    config.webhook !== null && workflow.webhookHash === null ? await makeWebhook(context, trx, id) : null;
  const webhook = config.webhook === null ? { webhookHash: null, webhookSealed: null } : made?.stored;
  await trx
    .updateTable("workflows")
    .set({
      ...{ publishedVersion: version, userId, scopes: [...actor.scopes], updatedAt: now },
      ...(!isPaused && { pausedAt: null, pauseReason: null }),
      failuresInRow: 0,
      ...webhook,
    })
    .where("organizationId", "=", organizationId)
    .where("id", "=", id)
    .execute();
  await trx
    .updateTable("workflowVersions")
    .set({ publishedAt: now })
    .where("organizationId", "=", organizationId)
    .where("workflowId", "=", id)
    .where("version", "=", version)
    .execute();
  await setSchedules(trx, { organizationId, workflowId: id, config: isPaused ? null : config });
  return { webhook: made?.shown ?? null, isPaused, endedPause };
}

/** What becomes of a pause when a version is published. One that has no reason is a person's. */
export function pauseAfter({
  pausedAt,
  pauseReason,
}: {
  pausedAt: string | null;
  pauseReason: string | null;
}): {
  isPaused: boolean;
  endedPause: string | null;
} {
  return { isPaused: pausedAt !== null && pauseReason === null, endedPause: pauseReason };
}

/** Their next times, from now on. */
export async function setSchedules(
  trx: Transaction,
  {
    organizationId,
    workflowId,
    config,
  }: { organizationId: string; workflowId: string; config: WorkflowConfig | null },
): Promise<void> {
  await trx
    .deleteFrom("workflowSchedules")
    .where("organizationId", "=", organizationId)
    .where("workflowId", "=", workflowId)
    .execute();
  const rows = (config?.schedules ?? []).flatMap((schedule, position) => {
    const [nextAt] = cronTimes(schedule, { after: new Date(), count: 1 });
    return nextAt === undefined ? [] : [{ organizationId, workflowId, position, nextAt }];
  });
  if (rows.length > 0) await trx.insertInto("workflowSchedules").values(rows).execute();
}
