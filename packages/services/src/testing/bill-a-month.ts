import { setTimeout as wait } from "node:timers/promises";
import type Stripe from "stripe";
import { expect } from "vitest";
import {
  billingState,
  changePlan,
  closeBilling,
  listInvoices,
  openPortal,
  refreshBilling,
  startCheckout,
  syncStripePlans,
  tellUsage,
} from "../billing/index.ts";
import type { Context, Services } from "../context.ts";
import type { TestPerson } from "./people.ts";

const hourS = 3_600;

export interface BilledMonth {
  services: Services;
  /** Of Stripe itself, or of its stand-in. */
  client: Stripe;
  /** An instance's admin. */
  admin: Context;
  person: TestPerson;
}

/**
 * The main scenario, on a test clock: plans are made, Checkout opens, a subscription begins, a month is used beyond what it includes and
 * invoiced to the unit, the plan is changed, and the organization ends with a final invoice. All that it made for the customer goes with
 * the clock. Only the card is not typed into Checkout's page: the subscription that it would make is made with the same parameters.
 */
export async function billAMonth({ services, client, admin, person }: BilledMonth): Promise<void> {
  const { organizationId, context } = person;
  const { database } = services;
  await syncStripePlans(admin, {});
  expect((await syncStripePlans(admin, {})).filter(({ action }) => action !== "keep")).toEqual([]);
  const clock = await client.testHelpers.testClocks.create({
    frozen_time: Math.floor(Date.now() / 1_000),
    name: "PatchOps",
  });
  const advance = async (toS: number): Promise<Date> => {
    await client.testHelpers.testClocks.advance(clock.id, { frozen_time: toS });
    await until(async () => (await client.testHelpers.testClocks.retrieve(clock.id)).status === "ready");
    return new Date(toS * 1_000);
  };
  try {
    const customer = await client.customers.create({ email: person.email, test_clock: clock.id });
    const card = await client.paymentMethods.attach("pm_card_visa", { customer: customer.id });
    await database.withOrganization(organizationId, (trx) =>
      trx
        .insertInto("billingCustomers")
        .values({
          ...{ organizationId, customerId: customer.id, syncedAt: null },
          ...{ pastDueSince: null, graceEndsAt: null, duePhase: null },
        })
        .execute(),
    );
    const start = new Date(clock.frozen_time * 1_000);
    expect((await startCheckout(context, { plan: "pro" }, start)).url).toMatch(/^https?:/);
    const prices = await client.prices.list({
      lookup_keys: ["patchops_pro_v1_month", "patchops_pro_v1_calls"],
    });
    const boundary = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1) / 1_000;
    await client.subscriptions.create({
      customer: customer.id,
      items: prices.data.map(({ id }) => ({ price: id })),
      default_payment_method: card.id,
      billing_mode: { type: "flexible" },
      billing_cycle_anchor: boundary,
    });
    expect(await refreshBilling(context)).toMatchObject({ plan: "pro", payment: "ok" });
    expect((await openPortal(context)).url).toMatch(/^https?:/);

    await database.withOrganization(organizationId, (trx) =>
      trx
        .updateTable("organizations")
        .set({ allowsOverage: true })
        .where("id", "=", organizationId)
        .execute(),
    );
    await database.system
      .insertInto("usagePeriods")
      .values({
        organizationId,
        period: `${start.toISOString().slice(0, 7)}-01`,
        meter: "calls",
        used: 50_100,
      })
      .execute();
    const used = await advance(clock.frozen_time + hourS);
    await tellUsage(services, used);
    await until(async () => {
      await tellUsage(services, used);
      const rows = await database.withOrganization(organizationId, (trx) =>
        trx.selectFrom("meterOutbox").select(["state", "delta"]).execute(),
      );
      return rows.length === 1 && rows[0]?.state === "sent" && rows[0].delta === 50_100;
    });
    // Over the hour in which an invoice is a draft.
    await advance(boundary + 2 * hourS);
    await refreshBilling(context);
    const invoices = await listInvoices(context, {});
    const usage = invoices.flatMap(({ lines }) => lines).filter(({ kind }) => kind === "usage");
    expect(usage.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0)).toBe(50_100);
    // 100 beyond what is included, at 50 cents for 1,000.
    expect(usage.reduce((sum, { amount }) => sum + amount, 0)).toBe(5);

    expect(await changePlan(context, { plan: "team" })).toMatchObject({ isImmediate: true });
    expect(await changePlan(context, { plan: "pro", interval: "year" })).toMatchObject({
      isImmediate: false,
    });
    expect((await billingState(context)).subscription).toMatchObject({
      plan: "team",
      next: { plan: "pro", interval: "year" },
    });
    const actor = { organizationId, kind: "system", id: null, address: null, requestId: null } as const;
    const at = new Date((boundary + 2 * hourS) * 1_000);
    expect((await closeBilling(services, organizationId, { actor, at })).subscriptionId).toMatch(/^sub_/);
    expect(await billingState(context)).toMatchObject({ plan: "free", subscription: null });
  } finally {
    await client.testHelpers.testClocks.del(clock.id);
  }
}

/** Stripe itself takes its time with clocks and meters. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let pauseMs = 0; !(await isSo()); pauseMs = Math.min(2_000, pauseMs + 200)) await wait(pauseMs);
}
