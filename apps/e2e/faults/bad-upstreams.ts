import { setTimeout as wait } from "node:timers/promises";
import { type FixtureBehavior, startMcpFixture } from "@patchops/testing";
import { percentile } from "../bench/load.ts";
import { startInstance } from "../src/start-instance.ts";
import { createCaller } from "./caller.ts";
import { residentMiB } from "./process-facts.ts";
import type { Suite } from "./suite.ts";
import { verifyCounts } from "./verify-counts.ts";

const behaviors: readonly FixtureBehavior[] = [
  { kind: "trickle", bytesPerSecond: 1 },
  { kind: "hang" },
  { kind: "reset" },
  { kind: "reset", after: "headers" },
  { kind: "garbage" },
  { kind: "huge", sizeBytes: 1_024 ** 3 },
  { kind: "status", status: 500 },
];
const timeoutMs = 1_500;

/** One organization's upstream does all that is wrong, while another's is called as ever. */
export const badUpstreams: Suite = async ({ budgetMs }) => {
  const good = await startMcpFixture();
  const bad = await Promise.all(behaviors.map(() => startMcpFixture()));
  const instance = await startInstance();
  try {
    const [sick, well] = [await instance.setUp("sick@example.com"), await instance.setUp("well@example.com")];
    for (const [place, { url }] of bad.entries()) {
      await instance.cli(["connections", "add", url, "--name", `bad${place}`], { apiKey: sick.apiKey });
    }
    await instance.cli(["connections", "add", good.url, "--name", "good"], { apiKey: well.apiKey });
    const [sufferer, healthy] = [
      createCaller(() => instance.url, sick.apiKey),
      createCaller(() => instance.url, well.apiKey),
    ];
    const p99During = async (ms: number) => {
      healthy.heard.times.length = 0;
      await healthy.keepCalling("good_echo", { callers: 2, signal: AbortSignal.timeout(Math.round(ms)) });
      return percentile(
        healthy.heard.times.toSorted((a, b) => a - b),
        0.99,
      );
    };
    await p99During(1_000);
    const alone = await p99During(Math.max(2_000, budgetMs / 4));
    const stopping = new AbortController();
    const late: number[] = [];
    let peakMiB = 0;
    const suffering = Promise.all(
      behaviors.map(async (behavior, place) => {
        bad[place]?.behave(behavior, "tools/call");
        while (!stopping.signal.aborted) {
          const startedMs = performance.now();
          await sufferer.call(`bad${place}_echo`, {}, timeoutMs);
          late.push(performance.now() - startedMs - timeoutMs);
          peakMiB = Math.max(peakMiB, await residentMiB(instance.pid));
          await wait(100);
        }
      }),
    );
    const beside = await p99During(Math.max(3_000, budgetMs / 2));
    stopping.abort();
    await suffering;
    const refused = [...sufferer.heard.refused].map(([code, count]) => `${count} ${code}`).join(", ");
    return [
      {
        name: "bad upstreams: a neighbor's p99",
        value: beside / alone,
        unit: "of alone",
        note: `${beside.toFixed(1)} of ${alone.toFixed(1)} ms`,
      },
      {
        name: "bad upstreams: latest past its deadline",
        value: Math.max(...late),
        unit: "ms",
        note: refused,
        atMost: 2_000,
      },
      {
        name: "bad upstreams: peak memory",
        value: peakMiB,
        unit: "MiB",
        note: "one of them sends a gigabyte",
        atMost: 500,
      },
      ...(await verifyCounts("bad upstreams", instance.url, sufferer)),
      ...(await verifyCounts("beside bad upstreams", instance.url, healthy)),
    ];
  } finally {
    await instance.dispose();
    await Promise.all([good, ...bad].map((fixture) => fixture.close()));
  }
};
