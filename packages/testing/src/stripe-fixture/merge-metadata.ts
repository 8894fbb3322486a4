import type Stripe from "stripe";
import type { Form } from "./form.ts";

/** What is sent is added; an empty value takes its key away; the whole cleared empties it. */
export function mergeMetadata(metadata: Stripe.Metadata | null, form: Form): Stripe.Metadata {
  if (form.isCleared("metadata")) return {};
  const merged = { ...metadata, ...form.record("metadata") };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ""));
}
