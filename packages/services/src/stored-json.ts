/**
 * JSON text that a `json` or `jsonb` column takes: null characters and halves of surrogate pairs, which Postgres refuses, become
 * U+FFFD. Upstreams and programs may send both.
 */
export function storedJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!/\\u(?:0000|d[89a-f])/.test(text)) return text;
  // Every escape is matched, so that the `\\` of an escaped backslash is not taken for the start of another.
  return text.replace(/\\(?:u0000|ud[89a-f][0-9a-f]{2}|[^u]|u)/g, (found) =>
    found.length === 6 ? "\\ufffd" : found,
  );
}
