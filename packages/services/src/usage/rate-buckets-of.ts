import type { Plan } from "@patchops/contract";
import type { RateBucket } from "./rates.ts";

/** The rates by which a caller's calls are held: of the organization, and of the key where there is one. */
export function rateBucketsOf(
  rate: NonNullable<Plan["rate"]>,
  { organizationId, apiKeyId }: { organizationId: string; apiKeyId: string | null },
): RateBucket[] {
  const ofOrganization = { id: organizationId, perMinute: rate.organizationPerMinute };
  return apiKeyId === null
    ? [ofOrganization]
    : [ofOrganization, { id: apiKeyId, perMinute: rate.keyPerMinute }];
}
