import type { RunRetention, SetRunRetentionInput } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { keepDaysOf } from "../keep-days-of.ts";
import { planOf } from "../plan-of.ts";
import { planTerms } from "../plan-terms.ts";
import { requireAccess } from "../require-access.ts";

/** How long the organization's runs are kept, and what replays them. */
export async function getRunRetention(context: Context): Promise<RunRetention> {
  requireAccess(context, "execution.retention");
  const { services, actor } = context;
  return services.database.withOrganization(actor.organizationId, (trx) =>
    readRetention(services, trx, actor.organizationId),
  );
}

async function readRetention(
  services: Services,
  trx: Transaction,
  organizationId: string,
): Promise<RunRetention> {
  const row = await trx
    .selectFrom("organizations")
    .select(["plan", "runLogDays", "payloadDays", planTerms().as("planTerms")])
    .where("id", "=", organizationId)
    .executeTakeFirstOrThrow();
  return { runLogDays: row.runLogDays, runDays: keepDaysOf(services, planOf(services, row), row).runs };
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
  return services.database.withOrganization(organizationId, async (trx) => {
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
    return readRetention(services, trx, organizationId);
  });
}
