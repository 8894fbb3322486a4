/** Search parameters as plain text, so that an address can be read and typed: `?tool=list_orders&failed=true`. */
export function parseFlatSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

/** Nothing, null and the empty text leave no trace in the address. */
export function stringifyFlatSearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    // An empty list is an empty text, too.
    if (value === undefined || value === null || String(value) === "") continue;
    parameters.set(key, String(value));
  }
  // Commas, colons and slashes are allowed in a query; escaped they only hide what it says.
  const text = parameters.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%2F", "/");
  return text ? `?${text}` : "";
}
