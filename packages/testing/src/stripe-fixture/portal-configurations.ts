import type Stripe from "stripe";
import type { Form } from "./form.ts";
import { mergeMetadata } from "./merge-metadata.ts";
import type { StripeStore } from "./stripe-store.ts";

export function createPortalConfiguration(
  store: StripeStore,
  form: Form,
): Stripe.BillingPortal.Configuration {
  const features = form.form("features");
  const isOn = (name: string) => features.form(name).flag("enabled") ?? false;
  const profile = form.form("business_profile");
  return store.add("billing_portal.configuration", {
    id: store.idOf("billing_portal.configuration"),
    object: "billing_portal.configuration",
    active: true,
    application: null,
    business_profile: {
      headline: profile.text("headline") ?? null,
      privacy_policy_url: profile.text("privacy_policy_url") ?? null,
      terms_of_service_url: profile.text("terms_of_service_url") ?? null,
    },
    created: store.now(),
    default_return_url: form.text("default_return_url") ?? null,
    features: {
      customer_update: {
        allowed_updates: features.form("customer_update").texts("allowed_updates"),
        enabled: isOn("customer_update"),
      },
      invoice_history: { enabled: isOn("invoice_history") },
      payment_method_update: {
        enabled: isOn("payment_method_update"),
        payment_method_configuration: null,
      },
      subscription_cancel: {
        cancellation_reason: { enabled: false, feedback_options: null, options: [] },
        enabled: isOn("subscription_cancel"),
        mode: features.form("subscription_cancel").text("mode") ?? "at_period_end",
        proration_behavior: "none",
      },
      subscription_pause: { duration: { interval_options: [], type: "indefinite" }, enabled: false },
      subscription_update: {
        billing_cycle_anchor: null,
        default_allowed_updates: features.form("subscription_update").texts("default_allowed_updates"),
        enabled: isOn("subscription_update"),
        proration_behavior:
          features.form("subscription_update").text("proration_behavior") ?? "create_prorations",
        schedule_at_period_end: { conditions: [] },
        trial_update_behavior: "end_trial",
      },
    },
    is_default: false,
    livemode: false,
    login_page: { enabled: false, url: null },
    metadata: form.record("metadata"),
    name: form.text("name") ?? null,
    updated: store.now(),
  } satisfies Stripe.BillingPortal.Configuration);
}

export function updatePortalConfiguration(
  store: StripeStore,
  form: Form,
  id: string,
): Stripe.BillingPortal.Configuration {
  const configuration = store.get("billing_portal.configuration", id);
  configuration.active = form.flag("active") ?? configuration.active;
  configuration.metadata = mergeMetadata(configuration.metadata, form);
  configuration.default_return_url = form.text("default_return_url") ?? configuration.default_return_url;
  configuration.updated = store.now();
  return configuration;
}

export function listPortalConfigurations(
  store: StripeStore,
  form: Form,
): Stripe.BillingPortal.Configuration[] {
  const isActive = form.flag("active");
  return [...store.tables["billing_portal.configuration"].values()].filter(
    ({ active }) => isActive === undefined || active === isActive,
  );
}
