import { type RawBuilder, sql } from "kysely";

/** Buckets of a latency histogram: bucket b holds latencies in [2^(b/3), 2^((b+1)/3)) in units of 0.1 ms; the last one all beyond. */
export const bucketCount = 64;

export function emptyHistogram(): number[] {
  return new Array<number>(bucketCount).fill(0);
}

/** Where each bucket but the first begins, in milliseconds. Both below compare with these very numbers, and so never disagree. */
const bounds = Array.from({ length: bucketCount - 1 }, (_, place) => 2 ** ((place + 1) / 3) / 10);
const boundsArray = sql.lit(`{${bounds.join(",")}}`);

/** The bucket of a latency in milliseconds, null for none: an SQL expression over a `double precision`. */
export function latencyBucket(milliseconds: RawBuilder<unknown>): RawBuilder<number | null> {
  return sql`width_bucket(${milliseconds}, ${boundsArray}::double precision[])`;
}

/** The bucket of a latency in milliseconds. */
export function latencyBucketOf(milliseconds: number): number {
  let bucket = Math.max(0, Math.min(bucketCount - 1, Math.floor(3 * Math.log2(milliseconds * 10))));
  while (milliseconds >= (bounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1;
  while (milliseconds < (bounds[bucket - 1] ?? 0)) bucket -= 1;
  return bucket;
}

/** The whole histogram of the filled buckets in the columns `buckets` and `counts`: an SQL expression. */
export const wholeHistogram = sql<number[]>`(
  select array_agg(coalesce(n, 0)::bigint order by place)
  from generate_series(0, ${sql.lit(bucketCount - 1)}) as place
  left join unnest(buckets, counts) as filled (bucket, n) on bucket = place)`;

/** The latency in milliseconds below which this share of the calls stayed, within about 10 %; null without calls. */
export function quantileMs(histogram: readonly number[], share: number): number | null {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(share * total));
  let seen = 0;
  const bucket = histogram.findIndex((count) => {
    seen += count;
    return seen >= rank;
  });
  // The geometric middle of the bucket.
  return Number((2 ** ((bucket + 0.5) / 3) / 10).toPrecision(3));
}

/** p50, p95 and p99 of a histogram. */
export function quantiles(histogram: readonly number[]) {
  return {
    p50Ms: quantileMs(histogram, 0.5),
    p95Ms: quantileMs(histogram, 0.95),
    p99Ms: quantileMs(histogram, 0.99),
  };
}
