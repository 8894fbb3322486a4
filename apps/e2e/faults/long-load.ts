import { setTimeout as wait } from "node:timers/promises";
import { startInstance } from "../src/start-instance.ts";
import { createCaller } from "./caller.ts";
import { residentMiB } from "./process-facts.ts";
import type { Suite } from "./suite.ts";
import { verifyCounts } from "./verify-counts.ts";

/** Calls and runs for as long as there is time: memory finds its level and stays there. */
export const longLoad: Suite = async ({ budgetMs }) => {
  const instance = await startInstance();
  try {
    const { apiKey } = await instance.setUp();
    await instance.cli(["connections", "add", "demo"], { apiKey });
    const caller = createCaller(() => instance.url, apiKey);
    const stopping = new AbortController();
    const { signal } = stopping;
    const calling = caller.keepCalling("demo_list_orders", { callers: 16, signal });
    const running = (async () => {
      while (!signal.aborted) {
        await caller
          .client()
          .execute("return (await tools.demo.list_orders({ limit: 2 })).orders.length")
          .result();
      }
    })();
    const samples: number[] = [];
    const endMs = performance.now() + budgetMs;
    while (performance.now() < endMs) {
      await wait(500);
      samples.push(await residentMiB(instance.pid));
    }
    stopping.abort();
    await Promise.all([calling, running]);
    const middle = (part: readonly number[]) =>
      part.toSorted((a, b) => a - b)[Math.floor(part.length / 2)] ?? 0;
    const third = Math.floor(samples.length / 3);
    const [before, after] = [middle(samples.slice(third, 2 * third)), middle(samples.slice(2 * third))];
    return [
      {
        name: "long load: memory of the last third",
        value: after / before,
        unit: "of second",
        note: `${before.toFixed(0)}, then ${after.toFixed(0)} MiB`,
        atMost: 1.2,
      },
      ...(await verifyCounts("long load", instance.url, caller)),
    ];
  } finally {
    await instance.dispose();
  }
};
