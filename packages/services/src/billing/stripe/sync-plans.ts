import { plans, type StripeSyncInput, type StripeSyncStep } from "@patchops/contract";
import type Stripe from "stripe";
import type { Services } from "../../context.ts";
import { type PricedPlan, pricedPlan } from "../plan/priced-plan.ts";
import { portalConfiguration } from "./portal-configuration.ts";
import { meterEventNames, type PlanPriceRef, type PriceKind, priceKey, priceMetadata } from "./price-ref.ts";
import type { StripePort } from "./stripe.ts";
import { isMissing } from "./stripe-error.ts";

/**
 * Makes at Stripe what is missing there, or is not as our plans are: the meter, each plan's products and prices, what the customer
 * portal offers. A plan's new version has prices of its own; those of an older one stay, for whoever has it. Doing it again changes nothing.
 */
export async function syncPlans(
  services: Services,
  stripe: StripePort,
  { isDryRun = false }: StripeSyncInput,
): Promise<StripeSyncStep[]> {
  const steps: StripeSyncStep[] = [];
  const meter = await syncMeter(stripe, isDryRun);
  steps.push(meter);
  for (const id of Object.keys(plans) as (keyof typeof plans)[]) {
    const plan = await services.database.transaction((trx) => pricedPlan(trx, id));
    if (plan === null) continue;
    steps.push(...(await syncPlan(stripe, { plan, meterId: meter.id, isDryRun })));
  }
  steps.push(await syncPortal(stripe, services.settings.publicUrl, isDryRun));
  return steps;
}

async function syncMeter({ client }: StripePort, isDryRun: boolean): Promise<StripeSyncStep> {
  const name = meterEventNames.calls;
  for await (const { id, event_name } of client.billing.meters.list({ status: "active", limit: 100 })) {
    if (event_name === name) return { action: "keep", kind: "meter", name, id };
  }
  if (isDryRun) return { action: "create", kind: "meter", name, id: null };
  const { id } = await client.billing.meters.create({
    display_name: "PatchOps calls",
    event_name: name,
    default_aggregation: { formula: "sum" },
    customer_mapping: { type: "by_id", event_payload_key: "stripe_customer_id" },
    value_settings: { event_payload_key: "value" },
  });
  return { action: "create", kind: "meter", name, id };
}

interface SyncedPlan {
  plan: PricedPlan;
  /** Null before the meter is there: in a dry run. */
  meterId: string | null;
  isDryRun: boolean;
}

async function syncPlan(
  stripe: StripePort,
  { plan, meterId, isDryRun }: SyncedPlan,
): Promise<StripeSyncStep[]> {
  const steps: StripeSyncStep[] = [];
  const kinds: PriceKind[] = plan.price.overage === null ? ["month", "year"] : ["month", "year", "calls"];
  const products = {
    flat: { id: `patchops_${plan.id}`, name: `PatchOps ${plan.name}` },
    calls: { id: `patchops_${plan.id}_calls`, name: `PatchOps ${plan.name}: calls` },
  };
  steps.push(await syncProduct(stripe, products.flat, isDryRun));
  if (plan.price.overage !== null) steps.push(await syncProduct(stripe, products.calls, isDryRun));
  const keys = kinds.map((kind) => priceKey({ plan: plan.id, version: plan.version, kind }));
  const { data: there } = await stripe.client.prices.list({
    lookup_keys: keys,
    limit: 100,
    expand: ["data.tiers"],
  });
  for (const kind of kinds) {
    const ref: PlanPriceRef = { plan: plan.id, version: plan.version, kind };
    const name = priceKey(ref);
    const wanted = kind === "calls" ? usageTerms(stripe, plan, meterId) : flatTerms(plan, kind);
    const known = there.find((price) => price.lookup_key === name);
    if (known?.active && costsTheSame(known, wanted)) {
      steps.push({ action: "keep", kind: "price", name, id: known.id });
      continue;
    }
    const action = known === undefined ? "create" : "update";
    if (isDryRun) {
      steps.push({ action, kind: "price", name, id: null });
      continue;
    }
    const { id } = await stripe.client.prices.create({
      ...wanted,
      product: kind === "calls" ? products.calls.id : products.flat.id,
      lookup_key: name,
      // One that costs something else under our key is of another database: a price never changes at Stripe.
      transfer_lookup_key: true,
      metadata: priceMetadata(ref),
    });
    steps.push({ action, kind: "price", name, id });
  }
  return steps;
}

async function syncProduct(
  { client }: StripePort,
  { id, name }: { id: string; name: string },
  isDryRun: boolean,
): Promise<StripeSyncStep> {
  const step = { kind: "product", name, id } as const;
  const known = await client.products.retrieve(id).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (known === null) {
    if (!isDryRun) await client.products.create({ id, name });
    return { ...step, action: "create", id: isDryRun ? null : id };
  }
  if (known.name === name && known.active) return { ...step, action: "keep" };
  if (!isDryRun) await client.products.update(id, { name, active: true });
  return { ...step, action: "update" };
}

type Terms = Pick<
  Stripe.PriceCreateParams,
  "currency" | "unit_amount" | "recurring" | "billing_scheme" | "tiers_mode" | "tiers"
>;

function flatTerms({ price }: PricedPlan, interval: "month" | "year"): Terms {
  const amount = interval === "month" ? price.monthlyCents : price.yearlyCents;
  return { currency: price.currency, unit_amount: amount, recurring: { interval } };
}

/** The month's calls cost nothing, and each one beyond them its part of the block's price. */
function usageTerms(
  { toDecimal }: StripePort,
  { price, callsPerMonth }: PricedPlan,
  meterId: string | null,
): Terms {
  const recurring = { interval: "month", usage_type: "metered", ...(meterId && { meter: meterId }) } as const;
  const { cents, calls } = price.overage ?? { cents: 0, calls: 1 };
  return {
    currency: price.currency,
    recurring,
    billing_scheme: "tiered",
    tiers_mode: "graduated",
    tiers: [
      ...(callsPerMonth === null ? [] : [{ up_to: callsPerMonth, unit_amount: 0 }]),
      { up_to: "inf" as const, unit_amount_decimal: toDecimal(cents / calls) },
    ],
  };
}

function costsTheSame(price: Stripe.Price, terms: Terms): boolean {
  if (price.currency !== terms.currency || price.recurring?.interval !== terms.recurring?.interval)
    return false;
  if (terms.tiers === undefined) return price.unit_amount === terms.unit_amount;
  const tiers = price.tiers ?? [];
  return (
    tiers.length === terms.tiers.length &&
    terms.tiers.every(({ up_to, unit_amount, unit_amount_decimal }, place) => {
      const tier = tiers[place];
      const cents = Number(unit_amount_decimal ?? unit_amount ?? 0);
      return (
        tier?.up_to === (up_to === "inf" ? null : up_to) && Number(tier.unit_amount_decimal ?? 0) === cents
      );
    })
  );
}

async function syncPortal(stripe: StripePort, publicUrl: string, isDryRun: boolean): Promise<StripeSyncStep> {
  const step = { kind: "portal", name: "customer portal" } as const;
  const known = await portalConfiguration(stripe);
  if (known !== null) return { ...step, action: "keep", id: known };
  if (isDryRun) return { ...step, action: "create", id: null };
  const { id } = await stripe.client.billingPortal.configurations.create({
    business_profile: { headline: "PatchOps" },
    default_return_url: `${publicUrl}/billing`,
    features: {
      customer_update: { enabled: true, allowed_updates: ["address", "email", "name", "tax_id"] },
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      // Plans are changed on our own page, which looks at their limits.
      subscription_cancel: { enabled: false },
      subscription_update: { enabled: false },
    },
    metadata: { patchops: "portal" },
  });
  return { ...step, action: "create", id };
}
