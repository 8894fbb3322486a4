import type { Context } from "../../context.ts";
import { requireStripe } from "./require-stripe.ts";

/** The organization's customer at Stripe, made when there is none. Name, address and tax id are changed at Stripe from then on. */
export async function ensureCustomer(context: Context): Promise<string> {
  const { services, actor } = context;
  const { client } = requireStripe(services);
  const { organizationId, userId } = actor;
  const known = await services.database.withOrganization(organizationId, async (trx) => ({
    customer: await trx
      .selectFrom("billingCustomers")
      .select("customerId")
      .where("organizationId", "=", organizationId)
      .executeTakeFirst(),
    organization: await trx
      .selectFrom("organizations")
      .select("name")
      .where("id", "=", organizationId)
      .executeTakeFirstOrThrow(),
    user: await trx.selectFrom("users").select("email").where("id", "=", userId).executeTakeFirst(),
  }));
  if (known.customer !== undefined) return known.customer.customerId;
  const made = await client.customers.create(
    {
      name: known.organization.name,
      ...(known.user && { email: known.user.email }),
      metadata: { patchops_organization: organizationId },
    },
    // Pressed twice, it is one customer.
    { idempotencyKey: `patchops-customer-${organizationId}-${userId}` },
  );
  return services.database.withOrganization(organizationId, async (trx) => {
    await trx
      .insertInto("billingCustomers")
      .values({
        ...{ organizationId, customerId: made.id },
        ...{ syncedAt: null, pastDueSince: null, graceEndsAt: null, duePhase: null },
      })
      .onConflict((conflict) => conflict.column("organizationId").doNothing())
      .execute();
    const { customerId } = await trx
      .selectFrom("billingCustomers")
      .select("customerId")
      .where("organizationId", "=", organizationId)
      .executeTakeFirstOrThrow();
    return customerId;
  });
}
