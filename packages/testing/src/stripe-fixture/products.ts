import type Stripe from "stripe";
import { emit } from "./emit.ts";
import type { Form } from "./form.ts";
import { mergeMetadata } from "./merge-metadata.ts";
import { Refusal } from "./refusal.ts";
import type { StripeStore } from "./stripe-store.ts";

export function createProduct(store: StripeStore, form: Form): Stripe.Product {
  const id = form.text("id") ?? store.idOf("product");
  if (store.tables.product.has(id)) {
    throw new Refusal(400, `Product already exists.`, { code: "resource_already_exists", param: "id" });
  }
  const product = {
    id,
    object: "product",
    active: form.flag("active") ?? true,
    created: store.now(),
    default_price: null,
    description: form.text("description") ?? null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: form.record("metadata"),
    name: form.required("name"),
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: form.text("tax_code") ?? null,
    tax_details: null,
    type: "service",
    unit_label: form.text("unit_label") ?? null,
    updated: store.now(),
    url: null,
  } satisfies Stripe.Product;
  store.add("product", product);
  emit(store, "product.created", product);
  return product;
}

export function updateProduct(store: StripeStore, form: Form, id: string): Stripe.Product {
  const product = store.get("product", id);
  product.active = form.flag("active") ?? product.active;
  product.name = form.text("name") ?? product.name;
  if (form.has("description")) product.description = form.text("description") ?? null;
  if (form.has("unit_label")) product.unit_label = form.text("unit_label") ?? null;
  product.default_price = form.text("default_price") ?? product.default_price ?? null;
  product.metadata = mergeMetadata(product.metadata, form);
  product.updated = store.now();
  emit(store, "product.updated", product);
  return product;
}

export function listProducts(store: StripeStore, form: Form): Stripe.Product[] {
  const active = form.flag("active");
  const ids = form.texts("ids");
  return [...store.tables.product.values()].filter(
    (product) =>
      (active === undefined || product.active === active) && (ids.length === 0 || ids.includes(product.id)),
  );
}
