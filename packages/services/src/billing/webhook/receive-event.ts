import type { Services } from "../../context.ts";
import { requireStripe } from "../stripe/require-stripe.ts";
import { queueEvent } from "./queue-event.ts";
import { readEvent } from "./read-event.ts";

/**
 * `POST /webhooks/stripe`: puts an event into the inbox, once, and answers; a worker does what follows from it. Throws `invalid_input`
 * for one that Stripe did not sign just now, `billing_not_set_up` on an instance without Stripe.
 */
export async function receiveStripeEvent(
  services: Services,
  { body, signature }: { body: string; signature: string | undefined },
  at = new Date(),
): Promise<{ received: true }> {
  const event = readEvent(requireStripe(services), { body, signature, at });
  await services.database.transaction((trx) => queueEvent(services, trx, { ...event, source: "webhook" }));
  return { received: true };
}
