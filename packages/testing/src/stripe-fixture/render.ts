import { Refusal } from "./refusal.ts";
import type { StripeStore } from "./stripe-store.ts";

/** Fields that Stripe leaves out unless they are asked for. */
const onlyExpanded: Record<string, readonly string[]> = {
  price: ["tiers", "currency_options"],
  "checkout.session": ["line_items"],
  customer: ["subscriptions", "tax_ids", "sources", "tax"],
  invoice: ["payments", "confirmation_secret"],
};

/** The object as it is answered: what `expand` names ("latest_invoice.payments", "data.customer") in place of its id. */
export function render(store: StripeStore, value: unknown, expand: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((inner) => render(store, inner, expand));
  if (typeof value !== "object" || value === null) return value;
  const kind = "object" in value && typeof value.object === "string" ? value.object : "";
  const hidden = onlyExpanded[kind] ?? [];
  const rendered: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const deeper = expand.filter((path) => path === name || path.startsWith(`${name}.`));
    if (deeper.length === 0 && hidden.includes(name)) continue;
    const paths = deeper.map((path) => path.slice(name.length + 1)).filter((path) => path !== "");
    const found = deeper.length > 0 && typeof inner === "string" ? store.find(inner) : undefined;
    rendered[name] = render(store, found ?? inner, paths);
  }
  return rendered;
}

export function checkExpand(expand: readonly string[]): void {
  const tooDeep = expand.find((path) => path.split(".").length > 4);
  if (tooDeep !== undefined) {
    throw new Refusal(400, `You cannot expand more than 4 levels of a property: ${tooDeep}`, {
      param: "expand",
    });
  }
}
