import { createClient } from "@patchops/sdk";
import { startInstance } from "../../src/start-instance.ts";
import type { Row } from "../report.ts";
import { startUpstream } from "../start-upstream.ts";
import { distribution } from "./distribution.ts";

const sizes = [50, 500, 2_000];
const checks = 60;

/** Types of many tools as the server writes them, and what a check against them takes, over HTTP. */
export async function benchCheck(): Promise<Row[]> {
  const instance = await startInstance();
  const upstreams: { stop(): void }[] = [];
  const rows: Row[] = [];
  try {
    const client = createClient({ url: instance.url, apiKey: (await instance.setUp()).apiKey });
    let connected = 0;
    for (const size of sizes) {
      const upstream = await startUpstream({ tools: size - connected });
      upstreams.push(upstream);
      await client.connection.add.mutate({ name: `To ${size}`, target: { kind: "http", url: upstream.url } });
      connected = size;
      const startedMs = performance.now();
      const { text } = await client.tools.types();
      rows.push({
        name: `types of ${size} tools, the first time`,
        value: performance.now() - startedMs,
        unit: "ms",
        note: `${Math.round(text.length / 1_000)} kB`,
      });
      const tookMs: number[] = [];
      for (let index = 0; index < checks; index += 1) {
        const code = `const n${index} = await tools.search("x");\nreturn n${index}.lenght;`;
        const beganMs = performance.now();
        const { diagnostics } = await client.check(code);
        if (diagnostics[0]?.meant !== "length") throw new Error("the check found nothing");
        // The first ones start the process and warm it.
        if (index >= checks / 2) tookMs.push(performance.now() - beganMs);
      }
      const { p50, p99 } = distribution(tookMs);
      rows.push({
        name: `diagnostics against ${size} tools, warm p50`,
        value: p50,
        unit: "ms",
        note: `over HTTP; p99 ${p99.toFixed(1)} ms`,
        atMost: 50,
      });
    }
    return rows;
  } finally {
    for (const upstream of upstreams) upstream.stop();
    await instance.dispose();
  }
}
