/** What needs no quotes in an array's text: no separator, brace, quote, backslash, blank, and not the word NULL. */
const plain = /^(?!null$)[\w.:@/+-]+$/i;

/**
 * A one-dimensional array as Postgres reads it from text (Postgres manual, 8.15.6): `{1,null,"a b"}`. The driver's own
 * conversion quotes and escapes every element, which a batch of thousands feels.
 */
export function arrayLiteral(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map(elementText).join(",")}}`;
}

function elementText(value: string | number | boolean | null): string {
  if (typeof value !== "string") return String(value);
  return plain.test(value) ? value : `"${value.replace(/[\\"]/g, "\\$&")}"`;
}
