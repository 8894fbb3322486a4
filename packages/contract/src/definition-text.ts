/**
 * A definition as people read it: a line for each value, and for each line of a long text; its `\n` stays where it is written.
 */
export function definitionText(shown: Record<string, unknown>): string {
  return JSON.stringify(shown, null, 2).replace(/\\(?:\\|n)/g, (pair) => (pair === "\\n" ? "\\n\n" : pair));
}
