/** What stands in a list that is written as text: an entry in each line, or behind commas. */
export function entriesOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== "");
}
