import type { ErrorCode } from "@patchops/contract";
import { thinEvent } from "@patchops/testing";
import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { openSubscribers } from "../../testing/open-subscribers.ts";
import { withParts } from "../../testing/open-test-services.ts";
import { testPerson } from "../../testing/people.ts";
import {
  billingState,
  changePlan,
  listStripeEventsAsOperator,
  receiveStripeEvent,
  reconcileStripe,
  startCheckout,
} from "../index.ts";
import { requireStripe } from "../stripe/require-stripe.ts";
import { syncOrganization } from "../stripe/sync-organization.ts";

const billing = await openSubscribers();
const { services, stripe, now, hear, sign, payOpenSession, subscriber } = billing;

const refusal = (code: ErrorCode) => expect.objectContaining({ name: "AppError", code });

describe("S37: what comes to Stripe's webhook", () => {
  const event = {
    id: "evt_forged",
    object: "event",
    type: "invoice.paid",
    created: 1,
    data: { object: { id: "in_1" } },
  };
  const seconds = () => Math.floor(Date.now() / 1_000);

  test.for([
    ["without a signature", () => ({ ...sign(event), signature: undefined })],
    ["with another's", () => ({ ...sign(event), signature: sign({ other: true }).signature })],
    ["with a changed byte", () => ({ ...sign(event), body: `${sign(event).body} ` })],
    ["signed 301 s ago", () => sign(event, seconds() - 301)],
    ["signed in the future", () => sign(event, seconds() + 302)],
    ["that is no event", () => sign({ hello: "world" })],
  ] as const)("is refused %s", async ([, forged]) => {
    await expect(receiveStripeEvent(services, forged())).rejects.toEqual(refusal("invalid_input"));
    expect(await listStripeEventsAsOperator(services, {})).not.toContainEqual(
      expect.objectContaining({ id: "evt_forged" }),
    );
  });
});

describe("what went wrong", () => {
  test("an event that never came is found at night; one that failed is tried again", async () => {
    const person = await testPerson(services, "hopper");
    await startCheckout(person.context, { plan: "pro" }, now());
    payOpenSession();
    expect((await reconcileStripe(services, new Date())).missed).toBeGreaterThan(0);
    stripe.faults.push({ on: "GET /v1/subscriptions", kind: "status", status: 400, times: 1 });
    await billing.work();
    expect(await billingState(person.context)).toMatchObject({ plan: "pro" });
    const events = await listStripeEventsAsOperator(services, { limit: 200 });
    expect(events.find(({ id }) => [...stripe.store.tables.event.keys()].at(-1) === id)).toMatchObject({
      processedAt: expect.any(String),
    });
    await hear();
  });

  test("thin events lead to the same", async () => {
    const person = await testPerson(services, "thin");
    await startCheckout(person.context, { plan: "pro" }, now());
    payOpenSession();
    await hear((events) => events.map((event) => thinEvent(event as Stripe.Event)));
    expect(await billingState(person.context)).toMatchObject({ plan: "pro" });
  });

  test("an answer that a later one overtook is left alone, and nobody fails for it", async () => {
    const person = await subscriber("overtaken");
    const { organizationId, context } = person;
    // What it was told is stored when another node has changed the plan, asked, and stored that.
    const slowNode = withParts(services, {
      snapshots: {
        ...services.snapshots,
        async change(id, run, isNoted) {
          await changePlan(context, { plan: "team" });
          return services.snapshots.change(id, run, isNoted);
        },
      },
    });
    await syncOrganization(slowNode, organizationId);
    expect(await billingState(context)).toMatchObject({ plan: "team", subscription: { plan: "team" } });
    await Promise.all(Array.from({ length: 8 }, () => syncOrganization(services, organizationId)));
    expect(await person.customer()).toMatchObject({ asked: (await person.customer()).answered });
  });

  test("a customer who is deleted at Stripe has Free again, and can subscribe anew", async () => {
    const person = await subscriber("deleted");
    const { customerId } = await person.customer();
    await requireStripe(services).client.customers.del(customerId);
    // The event that names the customer alone comes first; those of a subscription that nobody can ask for follow.
    await hear((events) => events.toReversed().map((event) => thinEvent(event as Stripe.Event)));
    expect(await billingState(person.context)).toMatchObject({ plan: "free", subscription: null });
    const events = await listStripeEventsAsOperator(services, { limit: 200 });
    expect(events.filter(({ lastError }) => lastError !== null)).toEqual([]);
    await startCheckout(person.context, { plan: "team" }, now());
    payOpenSession();
    await hear();
    expect(await billingState(person.context)).toMatchObject({ plan: "team" });
    expect((await person.customer()).customerId).not.toBe(customerId);
  });

  test("of a deleted organization the bills that the law keeps hear of what is paid later, and nothing else is kept", async () => {
    const person = await subscriber("gone");
    const { customerId } = await person.customer();
    const [bill, other] = (await requireStripe(services).client.invoices.list({ customer: customerId })).data;
    const { system } = services.database;
    const row = { customerId, id: bill?.id ?? "", kind: "invoice", number: null, status: "draft" } as const;
    await system
      .insertInto("keptBills")
      .values({ ...row, currency: "usd", total: 0, createdAt: now().toISOString(), keepUntil: "2037-01-01" })
      .execute();
    await system.deleteFrom("billingInvoices").where("organizationId", "=", person.organizationId).execute();
    await system.deleteFrom("billingCustomers").where("organizationId", "=", person.organizationId).execute();
    for (const [place, id] of [bill?.id, other?.id ?? "in_unknown"].entries()) {
      const object = { id, object: "invoice", customer: customerId };
      await billing.receive({
        ...{ id: `evt_late_${place}`, object: "event", type: "invoice.paid" },
        ...{ created: Math.floor(now().getTime() / 1_000), data: { object } },
      });
    }
    await billing.work();
    const kept = await system
      .selectFrom("keptBills")
      .selectAll()
      .where("customerId", "=", customerId)
      .execute();
    expect(kept).toMatchObject([{ id: bill?.id, status: "paid", number: bill?.number, total: bill?.total }]);
    const events = await listStripeEventsAsOperator(services, { limit: 2 });
    expect(events.map(({ lastError }) => lastError)).toEqual([null, null]);
  });
});
