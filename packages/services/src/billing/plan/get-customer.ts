import {
  AppError,
  type CustomerDetail,
  type CustomerRef,
  isPlanField,
  planFieldOf,
} from "@patchops/contract";
import type { Context, Services } from "../../context.ts";
import { planOf } from "../../plan-of.ts";
import { requireAccess } from "../../require-access.ts";
import { presentCustomer } from "./present-customer.ts";
import { readCredits } from "./read-credits.ts";
import { readCustomers } from "./system/read-customers.ts";

/** One organization with its own limits and its credits. Instance admins. Throws `not_found`. */
export async function getCustomer(context: Context, input: CustomerRef): Promise<CustomerDetail> {
  requireAccess(context, "admin.customer");
  return readCustomer(context.services, input);
}

/** For whoever has proved that they operate the instance. Throws `not_found`. */
export async function readCustomer(
  services: Services,
  { organizationId }: CustomerRef,
): Promise<CustomerDetail> {
  const [row] = await readCustomers(services.database, { id: organizationId, limit: 1 });
  if (row === undefined) throw new AppError("not_found", "There is no such organization.");
  const bare = planOf(services, { ...row, planTerms: { ...row.planTerms, overrides: null } });
  return services.database.withOrganization(organizationId, async (trx) => {
    const limits = await trx
      .selectFrom("planOverrides")
      .select(["field", "value", "reason", "endsAt", "createdAt"])
      .where("organizationId", "=", organizationId)
      .orderBy("createdAt", "desc")
      .execute();
    return {
      ...presentCustomer(services, row),
      ...{ allowsOverage: row.allowsOverage, overageCapCents: row.overageCapCents },
      limits: limits.flatMap(({ field, value, ...rest }) =>
        isPlanField(field) && typeof value !== "boolean"
          ? [{ field, value, planValue: planFieldOf(bare, field), ...rest }]
          : [],
      ),
      credits: await readCredits(trx, organizationId),
    };
  });
}
