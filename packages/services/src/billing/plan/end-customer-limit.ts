import { AppError, type EndCustomerLimitInput } from "@patchops/contract";
import { operator } from "../../admin/index.ts";
import { type AuditActor, auditActor } from "../../audit/index.ts";
import type { Context, Services } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { changeCustomer } from "./system/change-customer.ts";

/** Takes a limit of its own from an organization: its plan's holds again. Instance admins. Throws `not_found`. */
export async function endCustomerLimit(context: Context, input: EndCustomerLimitInput): Promise<void> {
  requireAccess(context, "admin.endLimit");
  await change(context.services, auditActor(context), input);
}

/** `patchops admin plan end-limit`. Throws `not_found`. */
export async function endLimitAsOperator(services: Services, input: EndCustomerLimitInput): Promise<void> {
  return change(services, operator(input.organizationId), input);
}

async function change(
  services: Services,
  actor: AuditActor,
  { organizationId, field, reason }: EndCustomerLimitInput,
): Promise<void> {
  await changeCustomer(services, { actor, organizationId }, async (trx) => {
    const before = await trx
      .deleteFrom("planOverrides")
      .where("organizationId", "=", organizationId)
      .where("field", "=", field)
      .returning(["value", "endsAt"])
      .executeTakeFirst();
    if (before === undefined) throw new AppError("not_found", "It has no such limit of its own.");
    return { action: "billing.end_limit", data: { field, reason }, before, after: {} };
  });
}
