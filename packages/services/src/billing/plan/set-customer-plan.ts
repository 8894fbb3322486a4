import { AppError, isPlanId, plans, type SetCustomerPlanInput } from "@patchops/contract";
import { operator } from "../../admin/index.ts";
import { type AuditActor, auditActor } from "../../audit/index.ts";
import type { Context, Services } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { currentOf } from "../stripe/read-subscription.ts";
import { planContent } from "./plan-content.ts";
import { changeCustomer } from "./system/change-customer.ts";

/** Gives an organization a plan. Instance admins. Throws `not_found`; `conflict` while a subscription gives it one. */
export async function setCustomerPlan(context: Context, input: SetCustomerPlanInput): Promise<void> {
  requireAccess(context, "admin.setPlan");
  await change(context.services, auditActor(context), input);
}

/** `patchops admin plan set`. Throws `not_found`; `conflict` while a subscription gives it one. */
export async function setPlanAsOperator(services: Services, input: SetCustomerPlanInput): Promise<void> {
  return change(services, operator(input.organizationId), input);
}

async function change(
  services: Services,
  actor: AuditActor,
  { organizationId, plan, version, reason }: SetCustomerPlanInput,
): Promise<void> {
  await changeCustomer(services, { actor, organizationId }, async (trx, before) => {
    const subscriptions = await trx
      .selectFrom("billingSubscriptions")
      .select(["status", "startedAt", "planId"])
      .where("organizationId", "=", organizationId)
      .execute();
    const paid = currentOf(subscriptions);
    // What Stripe charges and what holds would differ, until the next message of Stripe undid it.
    if (paid !== undefined) {
      throw new AppError(
        "conflict",
        `This organization pays for ${isPlanId(paid.planId) ? plans[paid.planId].name : paid.planId} by a subscription, which decides on its plan.`,
        { next: "Give it limits of its own, or have its owner change the plan on the billing page." },
      );
    }
    const row = await trx
      .selectFrom("plans")
      .select("version")
      .where("id", "=", plan)
      .$if(version == null, (query) => query.where("contentHash", "=", planContent(plans[plan]).contentHash))
      .$if(version != null, (query) => query.where("version", "=", version ?? 0))
      .executeTakeFirst();
    if (row === undefined && version !== null) {
      throw new AppError("not_found", `The plan ${plans[plan].name} has no version ${version ?? "of now"}.`);
    }
    const planVersion = version === null ? null : (row?.version ?? null);
    await trx
      .updateTable("organizations")
      .set({ plan, planVersion })
      .where("id", "=", organizationId)
      .execute();
    return {
      action: "billing.set_plan",
      data: { reason },
      before: { plan: before.plan, planVersion: before.planVersion },
      after: { plan, planVersion },
    };
  });
}
