import { Pool } from "undici";

export interface LoadResult {
  callsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  failures: number;
}

export interface LoadTarget {
  url: string;
  headers: Record<string, string>;
  tool: string;
  /** Of each request, where the era asks for it. */
  meta?: Record<string, unknown>;
}

/** Longer than any answer should take, so that one which never comes is counted as failed. */
const patienceMs = 10_000;

/** The value below which a share of the sorted numbers lies. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** `tools/call` by a number of callers, each waiting for its answer, for a bounded time. */
export async function load(target: LoadTarget, callers: number, durationMs: number): Promise<LoadResult> {
  const url = new URL(target.url);
  const pool = new Pool(url.origin, {
    connections: callers,
    pipelining: 1,
    headersTimeout: patienceMs,
    bodyTimeout: patienceMs,
  });
  const times: number[] = [];
  let failures = 0;
  let id = 0;

  async function call(): Promise<void> {
    id += 1;
    const params = {
      name: target.tool,
      arguments: { a: 1, b: 2 },
      ...(target.meta && { _meta: target.meta }),
    };
    const answer = await pool.request({
      path: url.pathname,
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...target.headers,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params }),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200 || !text.includes('"text":"3"')) {
      throw new Error(`${answer.statusCode} ${text}`);
    }
  }

  const began = performance.now();
  const end = began + durationMs;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end) {
        const startedMs = performance.now();
        await call().catch(() => {
          failures += 1;
        });
        times.push(performance.now() - startedMs);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  await pool.close();
  times.sort((a, b) => a - b);
  return {
    callsPerSecond: (times.length - failures) / seconds,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    failures,
  };
}
