import type Stripe from "stripe";
import type { Form } from "./form.ts";
import { missing } from "./missing.ts";

/** A page of what was found, the newest first: `limit` (10, at most 100), `starting_after`, `ending_before`, `created[gte]`. */
export function listPage<Item extends { id: string }>(
  url: string,
  oldestFirst: Iterable<Item>,
  form: Form,
): Stripe.ApiList<Item> {
  const limit = Math.min(Math.max(form.number("limit") ?? 10, 1), 100);
  const all = [...oldestFirst].reverse().filter((item) => isWithin(item, form));
  const after = form.text("starting_after");
  const before = form.text("ending_before");
  const position = (id: string, param: string) => {
    const index = all.findIndex((item) => item.id === id);
    if (index === -1) throw missing("object", id, param);
    return index;
  };
  if (before !== undefined) {
    const end = position(before, "ending_before");
    const start = Math.max(0, end - limit);
    return { object: "list", data: all.slice(start, end), has_more: start > 0, url };
  }
  const start = after === undefined ? 0 : position(after, "starting_after") + 1;
  return { object: "list", data: all.slice(start, start + limit), has_more: start + limit < all.length, url };
}

function isWithin(item: object, form: Form): boolean {
  if (!form.has("created") || !("created" in item) || typeof item.created !== "number") return true;
  const exact = form.number("created");
  if (exact !== undefined) return item.created === exact;
  const range = form.form("created");
  const { created } = item;
  return (
    created >= (range.number("gte") ?? created) &&
    created <= (range.number("lte") ?? created) &&
    created > (range.number("gt") ?? created - 1) &&
    created < (range.number("lt") ?? created + 1)
  );
}
