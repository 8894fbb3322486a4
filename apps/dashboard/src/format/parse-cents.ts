/** Dollars as whole cents, by their digits, since a fraction of two is none that a computer has; undefined for what is no amount. */
export function parseCents(text: string): number | undefined {
  const [, whole, cents = ""] = /^\$?(\d{1,6})(?:\.(\d{1,2}))?$/.exec(text.trim()) ?? [];
  return whole === undefined ? undefined : Number(whole) * 100 + Number(cents.padEnd(2, "0"));
}
