/** An upstream's address as the audit tells it: its query may hold a secret, so that there is one is all that it says. */
export function auditedUrl(address: string | null): string | null {
  if (address === null) return null;
  const { origin, pathname, search } = new URL(address);
  return `${origin}${pathname}${search === "" ? "" : "?…"}`;
}
