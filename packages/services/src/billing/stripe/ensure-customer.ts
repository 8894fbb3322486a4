import { createHash } from "node:crypto";
import type Stripe from "stripe";
import type { Context } from "../../context.ts";
import { requireStripe } from "./require-stripe.ts";
import { isMissing } from "./stripe-error.ts";

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
  const before = known.customer?.customerId;
  if (before !== undefined && (await isThere(client, before))) return before;
  const wanted = {
    name: known.organization.name,
    ...(known.user && { email: known.user.email }),
    metadata: { patchops_organization: organizationId },
  };
  // Pressed twice, it is one customer. Stripe refuses a key that comes with something else.
  const digest = createHash("sha256")
    .update(JSON.stringify([wanted, before]))
    .digest("hex");
  const made = await client.customers.create(wanted, { idempotencyKey: `patchops-customer-${digest}` });
  return services.database.withOrganization(organizationId, async (trx) => {
    await trx
      .insertInto("billingCustomers")
      .values({
        ...{ organizationId, customerId: made.id },
        ...{ syncedAt: null, pastDueSince: null, graceEndsAt: null, duePhase: null },
      })
      .onConflict((conflict) =>
        // One that is gone at Stripe is replaced, unless somebody else was faster.
        conflict
          .column("organizationId")
          .doUpdateSet({ customerId: made.id })
          .where("billingCustomers.customerId", "=", before ?? ""),
      )
      .execute();
    const { customerId } = await trx
      .selectFrom("billingCustomers")
      .select("customerId")
      .where("organizationId", "=", organizationId)
      .executeTakeFirstOrThrow();
    return customerId;
  });
}

/** Whether it was not deleted at Stripe. */
async function isThere(client: Stripe, customerId: string): Promise<boolean> {
  try {
    return (await client.customers.retrieve(customerId)).deleted !== true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
