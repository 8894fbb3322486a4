import { type StripeStandIn, signWebhook, startStripeStandIn } from "@patchops/testing";
import { afterAll } from "vitest";
import { openStripe, processStripeEvent, receiveStripeEvent, storePlans } from "../billing/index.ts";
import { openSnapshots } from "../connection/index.ts";
import type { Services } from "../context.ts";
import type { JobData } from "../jobs.ts";
import { openTestServices } from "./open-test-services.ts";

const webhookSecret = "whsec_of_the_test";

export interface TestBilling {
  services: Services;
  stripe: StripeStandIn;
  /** What time it is at Stripe. */
  now(): Date;
  /** The signed form of an event. */
  sign(event: object, atSeconds?: number): { body: string; signature: string };
  /** Has every event that Stripe has made since the last time come, in this order, and a worker follow it. */
  hear(order?: (events: readonly object[]) => readonly object[]): Promise<void>;
  /** Has one event come. */
  receive(event: object): Promise<void>;
  /** A worker's turn. */
  work(): Promise<void>;
}

/** Services on a fresh database, with a stand-in for Stripe. Call it where hooks are registered. */
export async function openBilling(): Promise<TestBilling> {
  const stripe = await startStripeStandIn();
  afterAll(() => stripe.close());
  const events: string[] = [];
  const { services } = await openTestServices({
    stripe: await openStripe({ secretKey: stripe.secretKey, webhookSecret, apiBase: stripe.url }),
    jobs: {
      async send(_trx, name, data) {
        if (name === "stripe-event") events.push((data as JobData["stripe-event"]).eventId);
      },
      forget: async () => 0,
    },
  });
  const snapshots = await openSnapshots(services.database);
  afterAll(() => snapshots.close());
  Object.defineProperty(services, "snapshots", { value: snapshots });
  // Tests write what was used themselves.
  Object.defineProperty(services, "meter", { value: { flush: async () => undefined } });
  await storePlans(services.database);
  const heard = new Set<string>();
  const sign = (event: object, atSeconds?: number) => {
    const { body, headers } = signWebhook(event, webhookSecret, atSeconds);
    return { body, signature: headers["stripe-signature"] };
  };
  async function work(): Promise<void> {
    for (const eventId of events.splice(0)) await processStripeEvent(services, { eventId });
  }
  async function receive(event: object): Promise<void> {
    await receiveStripeEvent(services, sign(event));
  }
  return {
    services,
    stripe,
    sign,
    receive,
    work,
    now: () => new Date(stripe.store.now() * 1_000),
    async hear(order = (all) => all) {
      const fresh = [...stripe.store.tables.event.values()].filter(({ id }) => !heard.has(id));
      for (const { id } of fresh) heard.add(id);
      for (const event of order(fresh)) await receive(event);
      await work();
    },
  };
}
