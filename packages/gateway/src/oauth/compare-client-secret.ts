import { equalConstantTime, hashToken } from "@patchops/vault";

/** In place of oidc-provider's own comparison: of a client's secret the hash alone is stored. */
export function compareClientSecret(this: { clientSecret?: string | undefined }, actual: string): boolean {
  return this.clientSecret !== undefined && equalConstantTime(hashToken(actual), this.clientSecret);
}
