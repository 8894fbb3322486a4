import type { RunRetention, SetRunRetentionInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** How long the organization's runs are kept, and what replays them. */
export async function getRunRetention(context: Context): Promise<RunRetention> {
  requireAccess(context, "execution.retention");
  const { services, actor } = context;
  const { runLogDays } = await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .selectFrom("organizations")
      .select("runLogDays")
      .where("id", "=", actor.organizationId)
      .executeTakeFirstOrThrow(),
  );
  return { runLogDays, runDays: services.settings.keepDays.activity };
}

/**
 * Sets for how long the logs of ended runs are kept, also of those that have ended already: what is older goes with the next
 * hourly job.
 */
export async function setRunRetention(context: Context, input: SetRunRetentionInput): Promise<RunRetention> {
  requireAccess(context, "execution.setRetention");
  const { services, actor } = context;
  const { organizationId } = actor;
  const { runLogDays } = input;
  await services.database.withOrganization(organizationId, async (trx) => {
    const before = await trx
      .selectFrom("organizations")
      .select("runLogDays")
      .where("id", "=", organizationId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    await trx.updateTable("organizations").set({ runLogDays }).where("id", "=", organizationId).execute();
    await recordAudit(trx, auditActor(context), {
      action: "organization.set_run_retention",
      targetKind: "organization",
      targetId: organizationId,
      before: { runLogDays: before.runLogDays },
      after: { runLogDays },
    });
  });
  return { runLogDays, runDays: services.settings.keepDays.activity };
}
