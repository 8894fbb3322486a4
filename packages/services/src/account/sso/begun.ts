/** How a login by an organization's provider is kept while it is under way. */
export function beginningOf(organizationId: string): string {
  return `sso ${organizationId}`;
}

/** Null for a login by another provider. */
export function organizationOf(provider: string): string | null {
  return /^sso ([0-9a-f-]{36})$/.exec(provider)?.[1] ?? null;
}
