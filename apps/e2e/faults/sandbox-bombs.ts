import { percentile } from "../bench/load.ts";
import { startInstance } from "../src/start-instance.ts";
import { createCaller } from "./caller.ts";
import { residentMiB } from "./process-facts.ts";
import { seeded } from "./seeded.ts";
import type { Suite } from "./suite.ts";
import { verifyCounts } from "./verify-counts.ts";

const bombs: readonly string[] = [
  "for (;;);",
  "const all = []; for (;;) all.push(new Array(1e6).fill(1));",
  "const text = ['x'.repeat(1e6)]; for (;;) text.push(text.join(''));",
  "await new Promise(() => {});",
  "for (;;) await Promise.resolve();",
  "for (;;) console.log('x'.repeat(1000));",
  "const f = () => f(); return f();",
  "for (;;) await tools.demo.list_orders({});",
  "await Promise.all(Array.from({ length: 100_000 }, () => tools.demo.list_orders({})));",
  "return /(a+)+$/.test('a'.repeat(40) + '!');",
  "setInterval(() => { for (let n = 0; n < 1e9; n++); }, 0); await new Promise(() => {});",
  "return new Uint8Array(2 ** 31);",
  "throw new Proxy({}, { get() { throw 1; } });",
];

/** Programs that would take the host down, side by side with somebody's harmless ones. */
export const sandboxBombs: Suite = async ({ seed, budgetMs }) => {
  const random = seeded(seed);
  const instance = await startInstance();
  try {
    const [wild, tame] = [await instance.setUp("wild@example.com"), await instance.setUp("tame@example.com")];
    await instance.cli(["connections", "add", "demo"], { apiKey: wild.apiKey });
    const [bomber, neighbor] = [
      createCaller(() => instance.url, wild.apiKey),
      createCaller(() => instance.url, tame.apiKey),
    ];
    const endMs = performance.now() + budgetMs;
    const times: number[] = [];
    const ends = new Map<string, number>();
    let [started, harmless, wrong, peakMiB, isOver] = [0, 0, 0, 0, false];
    const bombing = Promise.all(
      Array.from({ length: 3 }, async () => {
        while (started < bombs.length || performance.now() < endMs) {
          const place = started < bombs.length ? started : Math.floor(random() * bombs.length);
          started += 1;
          const { status } = await bomber
            .client()
            .execute(bombs[place] ?? "for (;;);", { timeoutMs: 2_000, memoryMb: 64 })
            .result();
          ends.set(status, (ends.get(status) ?? 0) + 1);
          if (status === "succeeded") wrong += 1;
          peakMiB = Math.max(peakMiB, await residentMiB(instance.pid));
        }
      }),
    ).finally(() => (isOver = true));
    while (!isOver) {
      const startedMs = performance.now();
      const { result } = await neighbor.client().execute("return 6 * 7").result();
      times.push(performance.now() - startedMs);
      harmless += 1;
      if (result !== 42) wrong += 1;
    }
    await bombing;
    const from = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const counted = await Promise.all([bomber, neighbor].map((one) => one.client().usage.summary({ from })));
    const missing = started + harmless - counted.reduce((sum, { executions }) => sum + executions, 0);
    const note = [...ends].map(([status, count]) => `${count} ${status}`).join(", ");
    return [
      {
        name: "sandbox bombs: runs that ended well",
        value: wrong,
        unit: "runs",
        note: `${started} bombs: ${note}`,
        atMost: 0,
      },
      {
        name: "sandbox bombs: runs without a row",
        value: missing,
        unit: "runs",
        note: `${started + harmless} runs`,
        atMost: 0,
      },
      {
        name: "sandbox bombs: a neighbor's p99",
        value: percentile(
          times.toSorted((a, b) => a - b),
          0.99,
        ),
        unit: "ms",
        note: `${harmless} runs`,
      },
      {
        name: "sandbox bombs: peak memory",
        value: peakMiB,
        unit: "MiB",
        note: "",
        atMost: 500,
      },
      ...(await verifyCounts("sandbox bombs", instance.url, bomber)),
    ];
  } finally {
    await instance.dispose();
  }
};
