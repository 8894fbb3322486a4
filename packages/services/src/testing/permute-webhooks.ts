import { createRandom } from "@patchops/testing";
import { changePlan, refreshBilling, startCheckout } from "../billing/index.ts";
import type { TestBilling } from "./open-billing.ts";
import { testPerson } from "./people.ts";

/**
 * The events of an organization that subscribed, took a greater plan and had a card declined, heard so many times from the beginning:
 * each time in another order, some twice. Answers the states that it ended in, without those that are the same.
 */
export async function permuteWebhooks(
  billing: TestBilling,
  { seed, permutations }: { seed: number; permutations: number },
): Promise<{ states: string[]; events: number }> {
  const { services, stripe } = billing;
  const random = createRandom(seed);
  const { organizationId, context } = await testPerson(services, `permuted-${seed}`);
  const { tables } = stripe.store;
  await startCheckout(context, { plan: "pro" }, billing.now());
  stripe.payCheckout([...tables["checkout.session"].keys()].at(-1) ?? "");
  await refreshBilling(context);
  const subscription = [...tables.subscription.values()].at(-1);
  const customerId = String(subscription?.customer);
  stripe.advance((subscription?.trial_end ?? 0) - stripe.store.now() + 2 * 3600);
  await changePlan(context, { plan: "team" });
  for (const { card, customer } of tables.payment_method.values()) {
    if (card !== undefined && customer === customerId) card.last4 = "0341";
  }
  stripe.advance(32 * 86_400);
  await billing.hear(() => []);
  const events = [...tables.event.values()].filter(({ data: { object } }) => {
    const owner = "customer" in object ? object.customer : "id" in object ? object.id : undefined;
    return owner === customerId;
  });
  const states = new Set<string>();
  for (let count = 0; count < permutations; count += 1) {
    await forget();
    const order = events.toSorted(() => random.next() - 0.5);
    for (const event of order) {
      await billing.receive(event);
      if (random.below(4) === 0) await billing.receive(event);
      if (random.below(3) === 0) await billing.work();
    }
    await billing.work();
    states.add(await readState());
  }
  return { states: [...states], events: events.length };

  /** As before anything was heard. */
  async function forget(): Promise<void> {
    const { system } = services.database;
    await system.deleteFrom("stripeEvents").where("customerId", "=", customerId).execute();
    await system.deleteFrom("billingSubscriptions").where("organizationId", "=", organizationId).execute();
    await system.deleteFrom("billingInvoices").where("organizationId", "=", organizationId).execute();
    await system
      .updateTable("billingCustomers")
      .set({ pastDueSince: null, graceEndsAt: null, duePhase: null })
      .where("organizationId", "=", organizationId)
      .execute();
    await system
      .updateTable("organizations")
      .set({ plan: "free", planVersion: null, planLimitedAt: null })
      .where("id", "=", organizationId)
      .execute();
  }

  async function readState(): Promise<string> {
    const state = await services.database.withOrganization(organizationId, async (trx) => ({
      organization: await trx
        .selectFrom("organizations")
        .select(["plan", "planVersion", "planLimitedAt"])
        .execute(),
      payment: await trx.selectFrom("billingCustomers").select(["pastDueSince", "graceEndsAt"]).execute(),
      subscriptions: await trx.selectFrom("billingSubscriptions").selectAll().orderBy("id").execute(),
      invoices: await trx.selectFrom("billingInvoices").selectAll().orderBy("id").execute(),
    }));
    return JSON.stringify(state, (name, value) => (name === "fetchedAt" ? undefined : value));
  }
}
