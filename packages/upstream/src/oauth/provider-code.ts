/** What an authorization server said no with, as far as it is one of its codes: its prose stays out of ours. */
export function providerCode(value: unknown): string | undefined {
  return typeof value === "string" && /^[a-z_]{1,64}$/.test(value) ? value : undefined;
}
