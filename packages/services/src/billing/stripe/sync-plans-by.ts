import type { StripeSyncInput, StripeSyncStep } from "@patchops/contract";
import { type AuditActor, auditActor, instanceOperator, recordAudit } from "../../audit/index.ts";
import type { Context, Services } from "../../context.ts";

import { requireAccess } from "../../require-access.ts";
import { requireStripe } from "./require-stripe.ts";
import { stripeError } from "./stripe-error.ts";
import { syncPlans } from "./sync-plans.ts";

/** Makes our plans at Stripe (`syncPlans`). Instance admins. Throws `billing_not_set_up`. */
export async function syncStripePlans(context: Context, input: StripeSyncInput): Promise<StripeSyncStep[]> {
  requireAccess(context, "admin.stripeSync");
  return run(context.services, input, auditActor(context));
}

/** `patchops admin stripe-sync`. */
export async function syncStripePlansAsOperator(
  services: Services,
  input: StripeSyncInput,
): Promise<StripeSyncStep[]> {
  requireStripe(services);
  return run(services, input, await instanceOperator(services.database));
}

async function run(services: Services, input: StripeSyncInput, actor: AuditActor): Promise<StripeSyncStep[]> {
  const steps = await syncPlans(services, requireStripe(services), input).catch((error: unknown) => {
    throw stripeError(error);
  });
  const made = steps.filter(({ action }) => action !== "keep").map(({ name }) => name);
  if (input.isDryRun || made.length === 0) return steps;
  await services.database.withOrganization(actor.organizationId, (trx) =>
    recordAudit(trx, actor, {
      action: "stripe.sync",
      targetKind: "instance",
      targetId: null,
      data: { made },
    }),
  );
  return steps;
}
