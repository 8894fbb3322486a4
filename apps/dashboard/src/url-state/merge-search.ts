/** The patch over the current parameters. What is undefined or empty goes away. */
export function mergeSearch(
  current: Record<string, unknown>,
  patch: Record<string, unknown>,
): Record<string, unknown> {
  const merged = { ...current, ...patch };
  return Object.fromEntries(
    Object.entries(merged).filter(
      ([, value]) => value !== undefined && value !== null && String(value) !== "",
    ),
  );
}
