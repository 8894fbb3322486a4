import { AppError, type ErrorCode, type PlanId, plans } from "@patchops/contract";
import { createRandom, type Random } from "@patchops/testing";
import type Stripe from "stripe";
import { vi } from "vitest";
import {
  cancelSubscription,
  changePlan,
  endGraces,
  reconcileStripe,
  refreshBilling,
  resumeSubscription,
  startCheckout,
  tellUsage,
} from "../billing/index.ts";
import type { TestBilling } from "./open-billing.ts";
import { type TestPerson, testPerson } from "./people.ts";

const dayMs = 86_400_000;
const minuteMs = 60_000;
const soldPlans = ["pro", "team"] as const;

/** What was used, and when, by the simulation's own book. */
interface Used {
  at: number;
  units: number;
}

interface SimulatedOrganization extends TestPerson {
  used: Used[];
}

export interface SimulatedBilling {
  organizations: SimulatedOrganization[];
  /** How often each thing was done or went wrong. */
  done: Map<string, number>;
}

interface Options {
  seed: number;
  organizations: number;
  months: number;
  /** How many days lie between those on which something is done. */
  everyDays: number;
}

/**
 * Lets months pass for organizations that subscribe, use, go over, change their plan, cancel, come back and have cards that are
 * declined, while requests break off before and after they arrive, events come twice, in any order or never, and once a month usage
 * cannot be told for more than a day. Dates are faked meanwhile: whoever calls it takes that back.
 */
export async function simulateBilling(
  billing: TestBilling,
  { seed, organizations: count, months, everyDays }: Options,
): Promise<SimulatedBilling> {
  const { services, stripe } = billing;
  const random = createRandom(seed);
  const done = new Map<string, number>();
  const note = (what: string) => done.set(what, (done.get(what) ?? 0) + 1);
  const organizations: SimulatedOrganization[] = [];

  async function to(ms: number): Promise<void> {
    vi.setSystemTime(ms);
    stripe.advance(0);
  }
  const tell = () => tellUsage(services, new Date());
  const hear = () =>
    billing.hear((events) => {
      const shuffled = shuffle(random, events);
      return shuffled.flatMap((event) => {
        const chance = random.below(10);
        if (chance === 0) note("webhook lost");
        if (chance === 1) note("webhook twice");
        return chance === 0 ? [] : chance === 1 ? [event, event] : [event];
      });
    });

  async function use(organization: SimulatedOrganization): Promise<void> {
    const units = random.below(4) === 0 ? random.below(40_000) : random.below(3000);
    const period = `${new Date().toISOString().slice(0, 7)}-01`;
    await services.database.system
      .insertInto("usagePeriods")
      .values({ organizationId: organization.organizationId, period, meter: "calls", used: units })
      .onConflict((conflict) =>
        conflict
          .columns(["organizationId", "period", "meter"])
          .doUpdateSet(({ eb }) => ({ used: eb("usagePeriods.used", "+", units) })),
      )
      .execute();
    organization.used.push({ at: Math.floor(Date.now() / 1000), units });
  }

  function breakRequests(): void {
    const kind = random.pick(["reset_after_accept", "reset_before", "status"] as const);
    stripe.faults.push({ on: "POST /v1/billing/meter_events", kind, times: 1 + random.below(2) });
    note(`usage ${kind}`);
  }

  /** What somebody does on the billing page, if anything. */
  async function act(organization: SimulatedOrganization): Promise<void> {
    const { context } = organization;
    const state = await refreshBilling(context);
    if (state.subscription === null) {
      if (random.below(3) === 0) return;
      const plan = random.pick(soldPlans);
      await startCheckout(context, { plan, interval: random.below(5) === 0 ? "year" : "month" }, new Date());
      const session = [...stripe.store.tables["checkout.session"].values()].findLast(
        ({ status }) => status === "open",
      );
      stripe.payCheckout(session?.id ?? "");
      await refreshBilling(context);
      note("subscribed");
      return;
    }
    if (state.payment === "due" || state.payment === "limited") {
      if (random.below(2) === 0) return;
      setCard(organization, "4242");
      note("card mended");
      return;
    }
    switch (random.below(8)) {
      case 0: {
        const plan = random.pick(soldPlans.filter((other) => other !== state.plan));
        const changed = await changePlan(context, { plan }).catch(
          refusedFor("payment_failed", "unavailable"),
        );
        note(changed === null ? "upgrade refused" : changed.isImmediate ? "upgraded" : "downgrade planned");
        return;
      }
      case 1:
        if (state.subscription.cancelAt === null) await cancelSubscription(context);
        else await resumeSubscription(context);
        note("cancelled or resumed");
        return;
      case 2:
        setCard(organization, "0341");
        note("card declined");
    }
  }

  function setCard({ organizationId }: SimulatedOrganization, last4: string): void {
    const { customer, payment_method } = stripe.store.tables;
    for (const { card, customer: owner } of payment_method.values()) {
      const found = customer.get(String(owner));
      if (card === undefined || found?.deleted === true) continue;
      if (found?.metadata.patchops_organization === organizationId) card.last4 = last4;
    }
  }

  const first = new Date();
  for (let number = 1; number <= count; number += 1) {
    const person = await testPerson(services, `simulated-${seed}-${number}`);
    organizations.push({ ...person, used: [] });
    await services.database.withOrganization(person.organizationId, (trx) =>
      trx.updateTable("organizations").set({ allowsOverage: true }).execute(),
    );
  }
  for (let month = 0; month < months; month += 1) {
    const start = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1);
    const end = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month + 1, 1);
    const outageDay = 4 + random.below(20);
    for (let day = 2; day < 27; day += everyDays) {
      const noon = start + day * dayMs;
      if (noon < first.getTime()) continue;
      await to(noon);
      for (const organization of organizations) {
        await use(organization);
        // Between one second and the next, so that what was used lies before or after a change, never at it.
        await to(Date.now() + minuteMs);
        await act(organization);
        await to(Date.now() + minuteMs);
        await use(organization);
      }
      if (day >= outageDay && day < outageDay + everyDays) await outage();
      else if (random.below(3) === 0) breakRequests();
      await tell();
      await hear();
      await to(Date.now() + 10 * minuteMs);
      await tell();
      await night();
    }
    // The last minutes of a month are told in the first of the next.
    await to(end - 2 * minuteMs);
    for (const organization of organizations) await use(organization);
    // Or when its invoices are made already: then they are on the next ones.
    const isLate = month % 3 === 1;
    if (isLate) note("month told late");
    else if (random.below(2) === 0) breakRequests();
    for (const minutes of [5, 20, 35, 50]) {
      await to(end + minutes * minuteMs);
      if (!isLate) await tell();
      if (random.below(2) === 0) await hear();
    }
    await to(end + 3 * 60 * minuteMs);
    await hear();
    await night();
  }
  stripe.faults.length = 0;
  await night();
  return { organizations, done };

  /** Nothing is told for more than a day after answers were lost: Stripe forgets the identifiers meanwhile. */
  async function outage(): Promise<void> {
    const kind = random.pick(["reset_after_accept", "reset_before"] as const);
    // The SDK itself tries a lost connection again, under the same key.
    stripe.faults.push({ on: "POST /v1/billing/meter_events", kind, times: 2 * count });
    note(`outage ${kind}`);
    await tell();
    stripe.faults.length = 0;
    await to(Date.now() + 25 * 60 * minuteMs);
  }

  async function night(): Promise<void> {
    await endGraces(services, new Date());
    await reconcileStripe(services, new Date());
    await billing.work();
    await tell();
  }
}

/** Null where somebody was refused for that; every other error is one. */
function refusedFor(...codes: ErrorCode[]): (error: unknown) => null {
  return (error) => {
    if (error instanceof AppError && codes.includes(error.code)) return null;
    throw error;
  };
}

function shuffle<Item>(random: Random, items: readonly Item[]): Item[] {
  const shuffled: Item[] = [];
  for (const item of items) shuffled.splice(random.below(shuffled.length + 1), 0, item);
  return shuffled;
}

/** Where invoices and books are not the same; nothing, when all is right. */
export async function checkInvoices(
  { services, stripe }: TestBilling,
  { organizations }: SimulatedBilling,
): Promise<{
  differences: string[];
  invoices: number;
  usageLines: number;
  units: number;
  /** Those of them that came after their month's invoice. */
  lateUnits: number;
}> {
  const { tables } = stripe.store;
  const differences: string[] = [];
  let [invoices, usageLines, units, lateUnits] = [0, 0, 0, 0];
  for (const organization of organizations) {
    const { organizationId } = organization;
    const { customers, mirror, outbox } = await services.database.withOrganization(
      organizationId,
      async (trx) => ({
        customers: await trx.selectFrom("billingCustomers").selectAll().execute(),
        mirror: await trx.selectFrom("billingInvoices").selectAll().execute(),
        outbox: await trx.selectFrom("meterOutbox").selectAll().execute(),
      }),
    );
    const customerId = customers[0]?.customerId;
    const sent = outbox.filter(({ state }) => state === "sent");
    for (const invoice of tables.invoice.values()) {
      if (invoice.customer !== customerId || invoice.status === "draft") continue;
      invoices += 1;
      const kept = mirror.find(({ id }) => id === invoice.id);
      if (kept?.total !== invoice.total || kept.status !== invoice.status) {
        differences.push(
          `${invoice.id}: ${invoice.status} ${invoice.total}, kept as ${kept?.status} ${kept?.total}`,
        );
      }
      if (invoice.total !== invoice.lines.data.reduce((sum, { amount }) => sum + amount, 0)) {
        differences.push(`${invoice.id}: its lines are not its total`);
      }
      for (const [span, lines] of usageSpans(tables.price, invoice)) {
        usageLines += lines.length;
        const [from = 0, until = 0] = span.split(" ").map(Number);
        const isWithin = (at: number) => at >= from && at < until;
        const late = sent.filter(({ isLate, at }) => isLate && isWithin(Math.floor(Date.parse(at) / 1000)));
        const billed =
          lines.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0) +
          late.reduce((sum, { delta }) => sum + delta, 0);
        const used = organization.used
          .filter(({ at }) => isWithin(at))
          .reduce((sum, { units: some }) => sum + some, 0);
        const told = sent
          .filter(({ at }) => isWithin(Math.floor(Date.parse(at) / 1000)))
          .reduce((sum, { delta }) => sum + delta, 0);
        units += billed;
        if (billed !== used || told !== used) {
          differences.push(`${invoice.id} ${span}: used ${used}, told ${told}, billed ${billed}`);
        }
        const priceId = lines[0]?.pricing?.price_details?.price;
        const plan = tables.price.get(String(priceId))?.metadata.patchops_plan;
        const lateItems = [...tables.invoiceitem.values()].filter(({ metadata }) =>
          late.some(({ identifier }) => identifier === metadata?.patchops_usage),
        );
        const amount = [...lines, ...lateItems].reduce((sum, line) => sum + line.amount, 0);
        lateUnits += late.reduce((sum, { delta }) => sum + delta, 0);
        const expected = costOf(plan as PlanId, used);
        if (amount !== expected)
          differences.push(`${invoice.id} ${span}: ${amount} for ${used}, not ${expected}`);
      }
    }
    const open = outbox.filter(({ state }) =>
      ["queued", "sending", "unknown", "unclear", "refused"].includes(state),
    );
    for (const row of open) differences.push(`${organizationId}: ${row.delta} units are ${row.state}`);
  }
  return { differences, invoices, usageLines, units, lateUnits };
}

/** Lines of usage by the time they are for: one for each tier. */
function usageSpans(
  prices: ReadonlyMap<string, Stripe.Price>,
  invoice: Stripe.Invoice,
): Map<string, Stripe.InvoiceLineItem[]> {
  const isUsage = ({ pricing }: Stripe.InvoiceLineItem) =>
    prices.get(String(pricing?.price_details?.price))?.recurring?.usage_type === "metered";
  return Map.groupBy(invoice.lines.data.filter(isUsage), ({ period }) => `${period.start} ${period.end}`);
}

/** In cents: what is beyond the plan's calls, by its price for so many, a half rounded up. */
function costOf(planId: PlanId, used: number): number {
  const { callsPerMonth, price } = plans[planId];
  const { cents, calls } = price?.overage ?? { cents: 0, calls: 1 };
  const beyond = Math.max(0, used - (callsPerMonth ?? used));
  return Math.floor((2 * beyond * cents + calls) / (2 * calls));
}
