import type { Context } from "../context.ts";
import { planOf } from "../plan-of.ts";
import { rateBucketsOf } from "./rate-buckets-of.ts";

/**
 * The fields that tell a caller how much of its rates was left as its request came (draft-ietf-httpapi-ratelimit-headers-10);
 * null where its plan has none.
 */
export async function rateFields({
  services,
  actor,
}: Pick<Context, "services" | "actor">): Promise<{ policy: string; limit: string } | null> {
  const snapshot = await services.snapshots.get(actor.organizationId).catch(() => null);
  const rate = snapshot === null ? null : planOf(services, snapshot).rate;
  if (rate === null) return null;
  const policies: string[] = [];
  const limits: string[] = [];
  for (const bucket of rateBucketsOf(rate, actor)) {
    const name = bucket.id === actor.organizationId ? "organization" : "key";
    const { perMinute, remaining, resetSeconds } = services.meter.rate(bucket);
    policies.push(`"${name}";q=${perMinute};w=60`);
    limits.push(`"${name}";r=${remaining};t=${resetSeconds}`);
  }
  return { policy: policies.join(", "), limit: limits.join(", ") };
}
