import type { Tables } from "@patchops/db";
import type { Selectable } from "kysely";
import { startCheckout, syncStripePlans } from "../billing/index.ts";
import type { Context } from "../context.ts";
import { openBilling, type TestBilling } from "./open-billing.ts";
import { type TestPerson, testPerson } from "./people.ts";

/** What is kept of somebody's organization. */
interface Kept {
  customer(): Promise<Selectable<Tables["billingCustomers"]>>;
  organization(): Promise<Selectable<Tables["organizations"]>>;
  outbox(): Promise<Selectable<Tables["meterOutbox"]>[]>;
  /** Sets what counts against the plan this month, or the one that began then. */
  use(used: number, period?: string): Promise<unknown>;
}

export interface TestSubscribers extends TestBilling {
  operator: TestPerson;
  /** The instance's admin, who came first. */
  admin: Context;
  keptOf(person: TestPerson): Kept;
  /** What Stripe's meter has been told of a customer. */
  held(customerId: string): number;
  /** Somebody who pays for Pro, past the trial. */
  subscriber(name: string): Promise<TestPerson & Kept>;
  /** Pays at the page of Stripe's that was opened last. */
  payOpenSession(): void;
}

/** Billing whose plans are at Stripe, and people who pay. Call it where hooks are registered. */
export async function openSubscribers(): Promise<TestSubscribers> {
  const billing = await openBilling();
  const { services, stripe, now, hear } = billing;
  const { database } = services;
  const operator = await testPerson(services, "operator");
  await database.system
    .updateTable("users")
    .set({ isInstanceAdmin: true })
    .where("id", "=", operator.userId)
    .execute();
  const admin = { ...operator.context, actor: { ...operator.context.actor, isInstanceAdmin: true } };
  await syncStripePlans(admin, {});

  function keptOf({ organizationId }: TestPerson): Kept {
    return {
      customer: () =>
        database.withOrganization(organizationId, (trx) =>
          trx.selectFrom("billingCustomers").selectAll().executeTakeFirstOrThrow(),
        ),
      organization: () =>
        database.withOrganization(organizationId, (trx) =>
          trx.selectFrom("organizations").selectAll().executeTakeFirstOrThrow(),
        ),
      outbox: () =>
        database.withOrganization(organizationId, (trx) =>
          trx.selectFrom("meterOutbox").selectAll().orderBy("createdAt").orderBy("sequence").execute(),
        ),
      use: (used, period = `${now().toISOString().slice(0, 7)}-01`) =>
        database.system
          .insertInto("usagePeriods")
          .values({ organizationId, period, meter: "calls", used })
          .onConflict((conflict) =>
            conflict.columns(["organizationId", "period", "meter"]).doUpdateSet({ used }),
          )
          .execute(),
    };
  }

  function payOpenSession(): void {
    const session = [...stripe.store.tables["checkout.session"].values()].find(
      ({ status }) => status === "open",
    );
    if (!stripe.payCheckout(session?.id ?? "").isPaid) throw new Error("the checkout was not paid");
  }

  return {
    ...billing,
    ...{ operator, admin, keptOf, payOpenSession },
    held: (customerId) =>
      stripe.store.meterEventsOf("patchops_calls", customerId).reduce((sum, { value }) => sum + value, 0),
    async subscriber(name) {
      const person = await testPerson(services, name);
      await startCheckout(person.context, { plan: "pro" }, now());
      payOpenSession();
      await hear();
      const kept = keptOf(person);
      const { customerId } = await kept.customer();
      const subscription = [...stripe.store.tables.subscription.values()].find(
        ({ customer }) => customer === customerId,
      );
      stripe.advance((subscription?.trial_end ?? 0) - stripe.store.now() + 2 * 3_600);
      await hear();
      return { ...person, ...kept };
    },
  };
}
