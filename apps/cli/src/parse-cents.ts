import { usageError } from "./usage-error.ts";

/** An amount of dollars, as whole cents: by its digits, since a fraction of two is none that a computer has. */
export function parseCents(text: string): number {
  const [, whole, cents = ""] = /^\$?(\d{1,7})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (whole === undefined) {
    throw usageError(`${JSON.stringify(text)} is no amount of dollars.`, "Write it as 12 or 12.50");
  }
  return Number(whole) * 100 + Number(cents.padEnd(2, "0"));
}
