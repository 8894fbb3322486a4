import type Stripe from "stripe";

const places = 12;

/** A decimal as it crosses the wire: its text. The SDK makes its own class of it where it is read. */
export function decimal(text: string): Stripe.Decimal {
  return text as never;
}

/** `unitDecimal` (up to 12 places) times a whole quantity in the smallest currency unit, a half rounded away from zero. */
export function multiply(unitDecimal: string, quantity: number): number {
  const [whole = "0", fraction = ""] = unitDecimal.replace("-", "").split(".");
  const scaled = BigInt(whole + fraction.padEnd(places, "0").slice(0, places)) * BigInt(quantity);
  const one = 10n ** BigInt(places);
  const rounded = Number((scaled + one / 2n) / one);
  return unitDecimal.startsWith("-") ? -rounded : rounded;
}
