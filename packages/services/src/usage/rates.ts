import type { Database } from "@patchops/db";
import type { Log } from "../context.ts";

/** How much of a rate is left, for the `RateLimit` fields of an answer. */
export interface RateState {
  perMinute: number;
  remaining: number;
  /** Until the whole of it is there again. */
  resetSeconds: number;
}

/** Token buckets of this node: a minute's worth each, filled steadily, told to the other nodes each second. */
export interface Rates {
  /** Takes a token of each bucket, or of none; answers the seconds until all have one, 0 = taken. */
  take(buckets: readonly RateBucket[]): number;
  state(bucket: RateBucket): RateState;
  close(): Promise<void>;
}

export interface RateBucket {
  /** Of an organization or a key. */
  id: string;
  perMinute: number;
}

interface Bucket {
  perMinute: number;
  tokens: number;
  atMs: number;
  /** What was taken here since the others were told. */
  untold: number;
}

const channel = "rates";
const tellEveryMs = 1_000;
/** So many fit in a notification. */
const bucketsPerTelling = 120;

export function createRates(options: { database: Database; log: Log; nodeId: string }): Rates {
  const { database, log, nodeId } = options;
  const buckets = new Map<string, Bucket>();
  let timer: NodeJS.Timeout | undefined;
  let listening: Promise<() => Promise<void>> | undefined;

  function bucketOf({ id, perMinute }: RateBucket): Bucket {
    let bucket = buckets.get(id);
    if (bucket === undefined) {
      bucket = { perMinute, tokens: perMinute, atMs: performance.now(), untold: 0 };
      buckets.set(id, bucket);
      begin();
    }
    bucket.perMinute = perMinute;
    fill(bucket);
    return bucket;
  }

  function begin(): void {
    timer ??= setInterval(tell, tellEveryMs).unref();
    listening ??= database.listen(channel, hear);
    listening.catch((error: unknown) => {
      log.debug({ error }, "what other nodes take of rates is not heard");
      listening = undefined;
    });
  }

  function tell(): void {
    const told: [id: string, perMinute: number, taken: number][] = [];
    for (const [id, bucket] of buckets) {
      fill(bucket);
      if (bucket.untold > 0) told.push([id, bucket.perMinute, bucket.untold]);
      else if (bucket.tokens >= bucket.perMinute) buckets.delete(id);
      bucket.untold = 0;
    }
    for (let place = 0; place < told.length; place += bucketsPerTelling) {
      const payload = JSON.stringify({ n: nodeId, b: told.slice(place, place + bucketsPerTelling) });
      database
        .transaction((trx) => database.notify(trx, channel, payload))
        .catch((error: unknown) => log.debug({ error }, "other nodes do not hear what is taken of rates"));
    }
  }

  function hear(payload: string): void {
    // Our own words, of another node.
    const { n, b } = JSON.parse(payload) as { n: string; b: [string, number, number][] };
    if (n === nodeId) return;
    for (const [id, perMinute, taken] of b) {
      const bucket = bucketOf({ id, perMinute });
      bucket.tokens = Math.max(-perMinute, bucket.tokens - taken);
    }
  }

  return {
    take(asked) {
      let waitSeconds = 0;
      for (const each of asked) {
        const { tokens, perMinute } = bucketOf(each);
        if (tokens < 1) waitSeconds = Math.max(waitSeconds, Math.ceil(((1 - tokens) * 60) / perMinute));
      }
      if (waitSeconds > 0) return waitSeconds;
      for (const each of asked) {
        const bucket = bucketOf(each);
        bucket.tokens -= 1;
        bucket.untold += 1;
      }
      return 0;
    },
    state(each) {
      const { perMinute, tokens } = bucketOf(each);
      return {
        perMinute,
        remaining: Math.max(0, Math.floor(tokens)),
        resetSeconds: Math.ceil(((perMinute - tokens) * 60) / perMinute),
      };
    },
    async close() {
      clearInterval(timer);
      await (await listening?.catch(() => undefined))?.();
    },
  };
}

function fill(bucket: Bucket): void {
  const nowMs = performance.now();
  const added = ((nowMs - bucket.atMs) * bucket.perMinute) / 60_000;
  bucket.tokens = Math.min(bucket.perMinute, bucket.tokens + added);
  bucket.atMs = nowMs;
}
