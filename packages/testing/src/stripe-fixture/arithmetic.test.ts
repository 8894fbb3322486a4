import fc from "fast-check";
import type Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { changeItems } from "./change-items.ts";
import { createCustomer } from "./customers.ts";
import { multiply } from "./decimal.ts";
import { Form } from "./form.ts";
import { periodEnd } from "./periods.ts";
import { pricedLines } from "./priced-lines.ts";
import { createPrice } from "./prices.ts";
import { createProduct } from "./products.ts";
import { StripeStore } from "./stripe-store.ts";
import { createSubscription } from "./subscriptions.ts";

const formOf = (fields: Record<string, string>) => Form.decode(new URLSearchParams(fields).toString());

function priceOf(store: StripeStore, fields: Record<string, string>): Stripe.Price {
  const product = createProduct(store, formOf({ name: "Calls" }));
  return createPrice(
    store,
    formOf({ product: product.id, currency: "usd", "recurring[interval]": "month", ...fields }),
  );
}

/** In hundredths of a cent, so that no amount has more places. */
const unitPrice = fc.integer({ min: 0, max: 9999 }).map((hundredths) => (hundredths / 100).toFixed(2));

describe("graduated tiers", () => {
  it("charge each unit at the price of the tier it lies in, and each line is rounded by itself", () => {
    const store = new StripeStore("http://stand-in");
    const tiers = fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), unitPrice), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(tiers, unitPrice, fc.integer({ min: 0, max: 5000 }), (steps, last, quantity) => {
        const fields: Record<string, string> = { billing_scheme: "tiered", tiers_mode: "graduated" };
        let upTo = 0;
        const bounds = steps.map(([width, price]) => {
          upTo += width;
          return { upTo, price };
        });
        for (const [index, bound] of [...bounds, { upTo: "inf", price: last }].entries()) {
          fields[`tiers[${index}][up_to]`] = String(bound.upTo);
          fields[`tiers[${index}][unit_amount_decimal]`] = bound.price;
        }
        const lines = pricedLines(priceOf(store, fields), quantity);
        // Unit by unit, in hundredths of a cent.
        const exact = [...bounds, { upTo: Number.POSITIVE_INFINITY, price: last }].map(() => 0);
        for (let unit = 1; unit <= quantity; unit += 1) {
          const index = bounds.findIndex((bound) => unit <= bound.upTo);
          const tier = index === -1 ? bounds.length : index;
          exact[tier] = (exact[tier] ?? 0) + Math.round(Number(bounds[tier]?.price ?? last) * 100);
        }
        expect(lines.reduce((sum, line) => sum + line.quantity, 0)).toBe(quantity);
        expect(lines.map(({ amount }) => amount)).toEqual(
          exact.slice(0, lines.length).map((hundredths) => Math.floor((hundredths + 50) / 100)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("are multiplied without the errors of floating point", () => {
    expect(multiply("0.000000000001", 500_000_000_000)).toBe(1);
    expect(multiply("0.07", 150)).toBe(11);
    expect(multiply("-0.5", 3)).toBe(-2);
  });
});

describe("periods", () => {
  it("follow each other without gap, on the anchor's day or the month's last", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2024, 0) / 1000, max: Date.UTC(2027, 0) / 1000 }),
        fc.constantFrom("month", "year", "week", "day"),
        (anchor, interval) => {
          const day = new Date(anchor * 1000).getUTCDate();
          let start = anchor;
          for (let count = 0; count < 26; count += 1) {
            const end = periodEnd(anchor, start, { interval, interval_count: 1 });
            expect(end).toBeGreaterThan(start);
            expect((end - anchor) % 86_400).toBe(0);
            // No moment within has another end.
            expect(periodEnd(anchor, end - 1, { interval, interval_count: 1 })).toBe(end);
            const date = new Date(end * 1000);
            const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
            if (interval === "month" || interval === "year") {
              expect(date.getUTCDate()).toBe(Math.min(day, lastDay));
            }
            start = end;
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("prorations", () => {
  const monthly = [0, 900, 2000, 4900, 19_900];

  it("leave each plan paid for the time it was held, to a unit for each change", () => {
    const store = new StripeStore("http://stand-in");
    const prices = monthly.map((amount) => priceOf(store, { unit_amount: String(amount) }));
    const change = fc.tuple(
      fc.integer({ min: 0, max: monthly.length - 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), fc.integer({ min: 0, max: 4 }), (changes, first) => {
        const { subscription, start, end } = subscribed(store, prices[first]);
        const item = subscription.items.data[0];
        const moments = changes
          .map(([, part]) => Math.floor(start + part * (end - start)))
          .toSorted((a, b) => a - b);
        let net = monthly[first] ?? 0;
        let exact = 0;
        let held = monthly[first] ?? 0;
        let since = start;
        for (const [index, at] of moments.entries()) {
          const next = changes[index]?.[0] ?? 0;
          const { lines } = changeItems(store, { subscription, billed: store.billed, at, prorates: true }, [
            formOf({ id: item?.id ?? "", price: prices[next]?.id ?? "" }),
          ]);
          net += lines.reduce((sum, line) => sum + line.amount, 0);
          exact += (held * (at - since)) / (end - start);
          held = monthly[next] ?? 0;
          since = at;
        }
        exact += (held * (end - since)) / (end - start);
        expect(Math.abs(net - exact)).toBeLessThanOrEqual(Math.max(1, changes.length));
      }),
      { numRuns: 60 },
    );
  });

  it("come to nothing when the price stays", () => {
    const store = new StripeStore("http://stand-in");
    const price = priceOf(store, { unit_amount: "1999" });
    const { subscription, start, end } = subscribed(store, price);
    const { lines } = changeItems(
      store,
      { subscription, billed: store.billed, at: Math.floor((start + end) / 2), prorates: true },
      [formOf({ id: subscription.items.data[0]?.id ?? "", price: price.id })],
    );
    expect(lines.reduce((sum, line) => sum + line.amount, 0)).toBe(0);
  });

  function subscribed(store: StripeStore, price: Stripe.Price | undefined) {
    const customer = createCustomer(store, formOf({ payment_method: "pm_card_visa" }));
    const subscription = createSubscription(
      store,
      formOf({ customer: customer.id, "items[0][price]": price?.id ?? "" }),
    );
    const item = subscription.items.data[0];
    return { subscription, start: item?.current_period_start ?? 0, end: item?.current_period_end ?? 0 };
  }
});
