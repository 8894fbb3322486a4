import type Stripe from "stripe";
import { decimal } from "./decimal.ts";
import { emit } from "./emit.ts";
import type { Form } from "./form.ts";
import { idOf } from "./id-of.ts";
import { mergeMetadata } from "./merge-metadata.ts";
import { createProduct } from "./products.ts";
import { Refusal } from "./refusal.ts";
import type { StripeStore } from "./stripe-store.ts";

export function createPrice(store: StripeStore, form: Form): Stripe.Price {
  const product = form.has("product_data")
    ? createProduct(store, form.form("product_data"))
    : store.get("product", form.required("product"), "product");
  const tiers = tiersOf(form);
  const amount = unitAmount(form);
  if (tiers.length === 0 && amount.unit_amount_decimal === null) {
    throw new Refusal(400, "Price must have `unit_amount`, `unit_amount_decimal` or `tiers`.", {
      code: "parameter_missing",
      param: "unit_amount",
    });
  }
  const recurring = recurringOf(store, form);
  const price = {
    id: store.idOf("price"),
    object: "price",
    active: form.flag("active") ?? true,
    billing_scheme: tiers.length > 0 ? "tiered" : "per_unit",
    created: store.now(),
    currency: form.required("currency"),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: lookupKey(store, form),
    metadata: form.record("metadata"),
    nickname: form.text("nickname") ?? null,
    product: product.id,
    recurring,
    tax_behavior: form.text("tax_behavior") ?? "unspecified",
    ...(tiers.length > 0 ? { tiers } : {}),
    tiers_mode: tiers.length > 0 ? (form.text("tiers_mode") ?? "graduated") : null,
    transform_quantity: null,
    type: recurring === null ? "one_time" : "recurring",
    ...amount,
  } satisfies Stripe.Price;
  store.add("price", price);
  emit(store, "price.created", price);
  return price;
}

export function updatePrice(store: StripeStore, form: Form, id: string): Stripe.Price {
  const price = store.get("price", id);
  price.active = form.flag("active") ?? price.active;
  if (form.has("nickname")) price.nickname = form.text("nickname") ?? null;
  if (form.has("lookup_key")) price.lookup_key = lookupKey(store, form);
  price.metadata = mergeMetadata(price.metadata, form);
  emit(store, "price.updated", price);
  return price;
}

export function listPrices(store: StripeStore, form: Form): Stripe.Price[] {
  const keys = form.texts("lookup_keys");
  const [active, product, type] = [form.flag("active"), form.text("product"), form.text("type")];
  const recurring = form.form("recurring");
  return [...store.tables.price.values()].filter(
    (price) =>
      (active === undefined || price.active === active) &&
      (product === undefined || idOf(price.product) === product) &&
      (type === undefined || price.type === type) &&
      (keys.length === 0 || keys.includes(price.lookup_key ?? "")) &&
      (recurring.text("meter") ?? price.recurring?.meter) === price.recurring?.meter &&
      (recurring.text("interval") ?? price.recurring?.interval) === price.recurring?.interval &&
      (recurring.text("usage_type") ?? price.recurring?.usage_type) === price.recurring?.usage_type,
  );
}

function recurringOf(store: StripeStore, form: Form): Stripe.Price.Recurring | null {
  if (!form.has("recurring")) return null;
  const recurring = form.form("recurring");
  const usageType = recurring.text("usage_type") ?? "licensed";
  const meter = recurring.text("meter");
  if (usageType === "metered" && meter === undefined) {
    throw new Refusal(400, "Metered prices must be backed by a meter.", { param: "recurring[meter]" });
  }
  return {
    interval: recurring.required("interval"),
    interval_count: recurring.number("interval_count") ?? 1,
    meter: meter === undefined ? null : store.get("billing.meter", meter, "recurring[meter]").id,
    trial_period_days: null,
    usage_type: usageType,
  };
}

/** Unique among prices; `transfer_lookup_key` takes it from the one that has it. */
function lookupKey(store: StripeStore, form: Form): string | null {
  const key = form.text("lookup_key");
  if (key === undefined) return null;
  const owner = [...store.tables.price.values()].find((price) => price.lookup_key === key);
  if (owner !== undefined && form.flag("transfer_lookup_key") !== true) {
    throw new Refusal(400, `A price (\`${owner.id}\`) already uses that lookup key.`, {
      code: "resource_already_exists",
      param: "lookup_key",
    });
  }
  if (owner !== undefined) owner.lookup_key = null;
  return key;
}

function tiersOf(form: Form): Stripe.Price.Tier[] {
  const tiers = form.forms("tiers").map((tier): Stripe.Price.Tier => {
    const flat = tier.number("flat_amount") ?? null;
    return {
      flat_amount: flat,
      flat_amount_decimal: flat === null ? null : decimal(String(flat)),
      ...unitAmount(tier),
      up_to: tier.text("up_to") === "inf" ? null : (tier.number("up_to") ?? null),
    };
  });
  if (tiers.length > 0 && tiers.at(-1)?.up_to !== null) {
    throw new Refusal(400, "The last tier must have `up_to` set to `inf`.", { param: "tiers" });
  }
  return tiers;
}

function unitAmount(form: Form): Pick<Stripe.Price, "unit_amount" | "unit_amount_decimal"> {
  const text = form.text("unit_amount_decimal") ?? form.text("unit_amount");
  if (text === undefined) return { unit_amount: null, unit_amount_decimal: null };
  return { unit_amount: /^\d+$/.test(text) ? Number(text) : null, unit_amount_decimal: decimal(text) };
}
