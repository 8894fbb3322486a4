import { createClient } from "@patchops/sdk";
import { peakMiB, resetPeak, residentMiB } from "../../faults/process-facts.ts";
import { startInstance } from "../../src/start-instance.ts";
import { type LoadTarget, load } from "../load.ts";
import { median } from "../median.ts";
import { openSession } from "../open-session.ts";
import { postMessage } from "../post-message.ts";
import type { Row } from "../report.ts";
import { startUpstream } from "../start-upstream.ts";

const rounds = 5;

/** A result of 20 MiB, whose length is not told beforehand: how soon it is refused, and what it costs the process. */
export async function benchBigResult(): Promise<Row[]> {
  const [instance, upstream] = await Promise.all([startInstance(), startUpstream()]);
  try {
    const { apiKey } = await instance.setUp();
    const client = createClient({ url: instance.url, apiKey });
    await client.connection.add.mutate({ name: "bench", target: { kind: "http", url: upstream.url } });
    const url = `${instance.url}/mcp`;
    const headers = await openSession(url, apiKey);
    const small: LoadTarget = { url, headers, tool: "bench_add" };
    await load(small, 4, 1_000);
    const times: number[] = [];
    const extra: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await resetPeak(instance.pid);
      const beforeMiB = await residentMiB(instance.pid);
      const startedMs = performance.now();
      const answer = await callBig(url, headers, "bench_big");
      times.push(performance.now() - startedMs);
      extra.push((await peakMiB(instance.pid)) - beforeMiB);
      if (!answer.includes("4 MiB") || answer.length > 10_000) {
        throw new Error(`the big result was not refused: ${answer.slice(0, 500)}`);
      }
    }
    const startedMs = performance.now();
    const whole = await callBig(upstream.url, {}, "big");
    const directMs = performance.now() - startedMs;
    return [
      {
        name: "20 MiB result, refused, worst",
        value: Math.max(...times),
        unit: "ms",
        note: `p50 ${median(times).toFixed(0)} ms; direct ${directMs.toFixed(0)} ms for ${(whole.length / 1_048_576).toFixed(0)} MiB`,
        atMost: 1_000,
      },
      {
        name: "20 MiB result, extra memory, worst",
        value: Math.max(...extra),
        unit: "MiB",
        note: `peak of the API process, p50 ${median(extra).toFixed(0)} MiB`,
        atMost: 64,
      },
    ];
  } finally {
    upstream.stop();
    await instance.dispose();
  }
}

async function callBig(url: string, headers: Record<string, string>, name: string): Promise<string> {
  const answer = await postMessage(url, headers, {
    id: 1,
    method: "tools/call",
    params: { name, arguments: {} },
  });
  return answer.text();
}
