/** A patch that takes all of these parameters away. */
export function clearedSearch(search: Readonly<Record<string, unknown>>): Record<string, undefined> {
  return Object.fromEntries(Object.keys(search).map((name) => [name, undefined]));
}
