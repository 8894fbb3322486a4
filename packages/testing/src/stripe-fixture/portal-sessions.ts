import type Stripe from "stripe";
import type { Form } from "./form.ts";
import type { StripeStore } from "./stripe-store.ts";

export function createPortalSession(store: StripeStore, form: Form): Stripe.BillingPortal.Session {
  const customer = store.customer(form.required("customer"), "customer");
  const id = store.idOf("billing_portal.session");
  return store.add("billing_portal.session", {
    id,
    object: "billing_portal.session",
    configuration: form.text("configuration") ?? "bpc_default",
    created: store.now(customer.id),
    customer: customer.id,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: form.text("locale") ?? null,
    on_behalf_of: null,
    return_url: form.text("return_url") ?? null,
    url: `${store.url}/pages/portal/${id}`,
  } satisfies Stripe.BillingPortal.Session);
}
