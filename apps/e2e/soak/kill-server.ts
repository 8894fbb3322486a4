import { setTimeout as wait } from "node:timers/promises";
import { type Instance, startInstance } from "../src/start-instance.ts";
import { createCaller } from "./caller.ts";
import { seeded } from "./seeded.ts";
import type { Suite } from "./suite.ts";
import { verifyCounts } from "./verify-counts.ts";

const leastRounds = 2;

/** kill -9 of the server while it is called, at a random moment of each round, and a start on what it left. */
export const killServer: Suite = async ({ seed, budgetMs }) => {
  const random = seeded(seed);
  let instance: Instance = await startInstance();
  try {
    const { apiKey } = await instance.setUp();
    await instance.cli(["connections", "add", "demo"], { apiKey });
    const caller = createCaller(() => instance.url, apiKey);
    const starts: number[] = [];
    const endMs = performance.now() + budgetMs;
    let rounds = 0;
    while (rounds < leastRounds || performance.now() < endMs) {
      rounds += 1;
      const stopping = new AbortController();
      const calling = caller.keepCalling("demo_list_orders", {
        callers: 12,
        signal: stopping.signal,
        pauseMs: 5,
      });
      await wait(200 + random() * 1_500);
      const ended = instance.end("SIGKILL");
      stopping.abort();
      await Promise.all([calling, ended]);
      const startedMs = performance.now();
      instance = await startInstance({ dataDir: instance.dataDir });
      starts.push(performance.now() - startedMs);
    }
    const rows = await verifyCounts("kill -9 of server", instance.url, caller);
    return [
      ...rows,
      {
        name: "kill -9 of server: slowest start after",
        value: Math.max(...starts) / 1_000,
        unit: "s",
        note: `${rounds} rounds`,
        atMost: 60,
      },
    ];
  } finally {
    await instance.dispose();
  }
};
