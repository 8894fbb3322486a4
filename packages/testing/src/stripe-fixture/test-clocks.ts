import type Stripe from "stripe";
import { emit } from "./emit.ts";
import type { Form } from "./form.ts";
import { Refusal } from "./refusal.ts";
import { runDue } from "./run-due.ts";
import type { StripeStore } from "./stripe-store.ts";

export function createTestClock(store: StripeStore, form: Form): Stripe.TestHelpers.TestClock {
  const now = store.now();
  return store.add("test_helpers.test_clock", {
    id: store.idOf("test_helpers.test_clock"),
    object: "test_helpers.test_clock",
    created: now,
    deletes_after: now + 30 * 86_400,
    frozen_time: form.number("frozen_time") ?? now,
    livemode: false,
    name: form.text("name") ?? null,
    status: "ready",
    status_details: {},
  } satisfies Stripe.TestHelpers.TestClock);
}

/** All that falls due on the way happens in its order, before the answer: the clock is ready at once. */
export function advanceTestClock(store: StripeStore, form: Form, id: string): Stripe.TestHelpers.TestClock {
  const clock = store.get("test_helpers.test_clock", id);
  const to = form.number("frozen_time") ?? 0;
  if (to <= clock.frozen_time) {
    throw new Refusal(400, "`frozen_time` must be in the future of the test clock.", {
      param: "frozen_time",
    });
  }
  emit(store, "test_helpers.test_clock.advancing", clock);
  runDue(store, id, to);
  clock.frozen_time = to;
  emit(store, "test_helpers.test_clock.ready", clock);
  return clock;
}

export function deleteTestClock(
  store: StripeStore,
  _form: Form,
  id: string,
): Stripe.TestHelpers.DeletedTestClock {
  store.get("test_helpers.test_clock", id);
  for (const [customer, found] of store.tables.customer) {
    if (found.deleted === true || found.test_clock !== id) continue;
    store.tables.customer.delete(customer);
    for (const [key, subscription] of store.tables.subscription) {
      if (subscription.customer === customer) store.tables.subscription.delete(key);
    }
  }
  store.tables["test_helpers.test_clock"].delete(id);
  return { id, object: "test_helpers.test_clock", deleted: true };
}
