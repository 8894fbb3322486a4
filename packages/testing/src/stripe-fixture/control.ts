import type { RequestFault } from "./request-faults.ts";
import type { StripeStandIn } from "./start-stripe-stand-in.ts";
import type { WebhookFaults, WebhookTarget } from "./webhook-delivery.ts";

interface Orders {
  advanceSeconds?: number;
  /** In place of those before. */
  faults?: RequestFault[];
  targets?: WebhookTarget[];
  webhookFaults?: Partial<WebhookFaults>;
  pay?: { session: string; last4?: string };
}

/** The stand-in's object, for who reaches it by HTTP alone: `POST /control` with JSON. Answers what time it is and what was asked. */
export function control(standIn: StripeStandIn, body: string): object {
  const orders: Orders = body === "" ? {} : JSON.parse(body);
  const { webhooks, faults, store } = standIn;
  if (orders.faults !== undefined) faults.splice(0, faults.length, ...orders.faults);
  if (orders.targets !== undefined) webhooks.targets.splice(0, webhooks.targets.length, ...orders.targets);
  Object.assign(webhooks.faults, orders.webhookFaults);
  const paid =
    orders.pay === undefined
      ? undefined
      : standIn.payCheckout(orders.pay.session, { last4: orders.pay.last4 ?? "4242" });
  if (orders.advanceSeconds !== undefined) standIn.advance(orders.advanceSeconds);
  return {
    now: store.now(),
    paid,
    requests: standIn.requests.slice(-100),
    answers: webhooks.answers.slice(-100),
  };
}
