import { inject, test } from "vitest";
import { openStripe, storePlans } from "../billing/index.ts";
import { openSnapshots } from "../connection/index.ts";
import { billAMonth } from "./bill-a-month.ts";
import { openTestServices } from "./open-test-services.ts";
import { testPerson } from "./people.ts";

declare module "vitest" {
  interface ProvidedContext {
    stripe: { secretKey: string; apiBase: string | null };
  }
}

/** `pnpm test:stripe`: run by `vitest.stripe.config.ts` alone. */
test("a month is billed by Stripe itself as by its stand-in", { timeout: 900_000 }, async () => {
  const stripe = await openStripe({
    ...inject("stripe"),
    webhookSecret: "whsec_nothing_comes",
  });
  const { services } = await openTestServices({ stripe });
  const snapshots = await openSnapshots(services.database);
  try {
    Object.defineProperty(services, "snapshots", { value: snapshots });
    Object.defineProperty(services, "meter", { value: { flush: async () => undefined } });
    await storePlans(services.database);
    const operator = await testPerson(services, "operator");
    const admin = { ...operator.context, actor: { ...operator.context.actor, isInstanceAdmin: true } };
    const person = await testPerson(services, "payer");
    await billAMonth({ services, client: stripe.client, admin, person });
  } finally {
    await snapshots.close();
  }
});
