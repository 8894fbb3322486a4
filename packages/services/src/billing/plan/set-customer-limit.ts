import type { SetCustomerLimitInput } from "@patchops/contract";
import { sql } from "kysely";
import { operator } from "../../admin/index.ts";
import { type AuditActor, auditActor } from "../../audit/index.ts";
import type { Context, Services } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { changeCustomer } from "./system/change-customer.ts";

/** Gives an organization a limit in place of its plan's, until a moment or until it is ended. Instance admins. Throws `not_found`. */
export async function setCustomerLimit(context: Context, input: SetCustomerLimitInput): Promise<void> {
  requireAccess(context, "admin.setLimit");
  await change(context.services, auditActor(context), input);
}

/** `patchops admin plan limit`. Throws `not_found`. */
export async function setLimitAsOperator(services: Services, input: SetCustomerLimitInput): Promise<void> {
  return change(services, operator(input.organizationId), input);
}

async function change(
  services: Services,
  actor: AuditActor,
  { organizationId, field, value, reason, endsAt = undefined }: SetCustomerLimitInput,
): Promise<void> {
  await changeCustomer(services, { actor, organizationId }, async (trx) => {
    const before = await trx
      .selectFrom("planOverrides")
      .select(["value", "endsAt"])
      .where("organizationId", "=", organizationId)
      .where("field", "=", field)
      .executeTakeFirst();
    const row = { value: JSON.stringify(value), reason, endsAt: endsAt ?? null };
    await trx
      .insertInto("planOverrides")
      .values({ organizationId, field, ...row })
      .onConflict((conflict) =>
        conflict.columns(["organizationId", "field"]).doUpdateSet({ ...row, createdAt: sql<string>`now()` }),
      )
      .execute();
    return {
      action: "billing.set_limit",
      data: { field, reason },
      before: { value: before?.value, endsAt: before?.endsAt },
      after: { value, endsAt: row.endsAt },
    };
  });
}
