import { AppError, plans, type SetCustomerPlanInput } from "@patchops/contract";
import { operator } from "../../admin/index.ts";
import { type AuditActor, auditActor } from "../../audit/index.ts";
import type { Context, Services } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { planContent } from "./plan-content.ts";
import { changeCustomer } from "./system/change-customer.ts";

/** Gives an organization a plan. Instance admins. Throws `not_found`. */
export async function setCustomerPlan(context: Context, input: SetCustomerPlanInput): Promise<void> {
  requireAccess(context, "admin.setPlan");
  await change(context.services, auditActor(context), input);
}

/** `patchops admin plan set`. Throws `not_found`. */
export async function setPlanAsOperator(services: Services, input: SetCustomerPlanInput): Promise<void> {
  return change(services, operator(input.organizationId), input);
}

async function change(
  services: Services,
  actor: AuditActor,
  { organizationId, plan, version, reason }: SetCustomerPlanInput,
): Promise<void> {
  await changeCustomer(services, { actor, organizationId }, async (trx, before) => {
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
