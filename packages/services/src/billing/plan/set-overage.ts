import { AppError, type SetOverageInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { planOf } from "../../plan-of.ts";
import { planTerms } from "../../plan-terms.ts";
import { requireAccess } from "../../require-access.ts";
import { countUsage } from "../meter-outbox/tell-usage.ts";
import { currentOf } from "../stripe/read-subscription.ts";
import { requireStripe } from "../stripe/require-stripe.ts";

/**
 * Lets calls go on beyond the month's, for their price and up to a cap, or ends that. Every node holds to it at once; what a node has
 * taken under a larger cap it does not spend any more. What was used before is paid for as it held then. Owners. Throws `conflict` for a plan without such a price or a subscription that is paid for,
 * `billing_not_set_up`.
 */
export async function setOverage(
  context: Context,
  { isOn, capCents }: SetOverageInput,
  at = new Date(),
): Promise<void> {
  requireAccess(context, "plan.setOverage");
  const { services, actor } = context;
  const { organizationId } = actor;
  if (isOn) requireStripe(services);
  // Counted under the cap that let it through: a lower one does not take it back.
  await services.meter.flush();
  await countUsage(services, organizationId, { at });
  await services.snapshots.change(organizationId, async (trx) => {
    const organization = await trx
      .selectFrom("organizations")
      .select(["plan", "allowsOverage", "overageCapCents", planTerms().as("planTerms")])
      .where("id", "=", organizationId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const { name, price } = planOf(services, organization);
    if (isOn && !price?.overage) {
      throw new AppError("conflict", `The plan ${name} has no price for calls beyond the month's.`, {
        next: "Take a larger plan on the billing page.",
      });
    }
    const subscriptions = await trx
      .selectFrom("billingSubscriptions")
      .selectAll()
      .where("organizationId", "=", organizationId)
      .execute();
    const subscription = currentOf(subscriptions);
    // A trial's calls are billed to nobody, however many.
    if (isOn && subscription?.status === "trialing") {
      throw new AppError("conflict", "A trial has no calls beyond the plan.", {
        next: "Switch them on when the trial has ended.",
      });
    }
    if (isOn && subscription === undefined) {
      throw new AppError(
        "conflict",
        "Without a subscription nothing is billed, so nothing goes beyond the plan.",
        {
          next: "Subscribe on the billing page, or ask who operates this instance for other limits.",
        },
      );
    }
    const after = { allowsOverage: isOn, overageCapCents: capCents };
    await trx.updateTable("organizations").set(after).where("id", "=", organizationId).execute();
    await recordAudit(trx, auditActor(context), {
      action: "billing.set_overage",
      targetKind: "organization",
      targetId: organizationId,
      before: { allowsOverage: organization.allowsOverage, overageCapCents: organization.overageCapCents },
      after,
    });
  });
}
