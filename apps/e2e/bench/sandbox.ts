import { createSandbox } from "@patchops/sandbox";
import ivm from "isolated-vm";
import { percentile } from "./load.ts";
import type { Row } from "./report.ts";

const runs = 200;
const limits = {
  timeoutMs: 10_000,
  cpuMs: 5_000,
  memoryMb: 256,
  outputBytes: 1_048_576,
  logBytes: 1_048_576,
  logLines: 1_000,
  maxToolCalls: 100_000,
  maxConcurrentToolCalls: 1_000,
  toolBytes: 1_048_576,
};

/** What a cold start costs at least: an isolate, a context, and "hello". */
async function rawCold(): Promise<number> {
  const startedMs = performance.now();
  const isolate = new ivm.Isolate({ memoryLimit: 64 });
  const context = await isolate.createContext();
  await context.eval("'hello'", { timeout: 1_000 });
  isolate.dispose();
  return performance.now() - startedMs;
}

/** The product's own run, program to result, over IPC to a warm child; against a raw cold isolate in turns. */
export async function benchSandbox(): Promise<Row[]> {
  const sandbox = createSandbox({ warmMemoryMb: limits.memoryMb });
  const organizationId = "01900000-0000-7000-8000-000000000001";
  const run = (code: string) => sandbox.run({ organizationId, code, limits, invoke: async () => "1" });
  try {
    const firstMs = performance.now();
    await run("return 'hello'");
    const coldMs = performance.now() - firstMs;
    for (let warm = 0; warm < 50; warm += 1) {
      await run("return 'hello'");
      await rawCold();
    }
    const own: number[] = [];
    const raw: number[] = [];
    for (let index = 0; index < runs; index += 1) {
      raw.push(await rawCold());
      const startedMs = performance.now();
      const { status } = await run("return 'hello'");
      own.push(performance.now() - startedMs);
      if (status !== "succeeded") throw new Error(`a run ended ${status}`);
    }
    own.sort((a, b) => a - b);
    raw.sort((a, b) => a - b);
    const calls = 2_000;
    const manyMs = performance.now();
    await run(`for (let i = 0; i < ${calls}; i++) await tools.a.b({});`);
    const sequentialUs = ((performance.now() - manyMs) * 1000) / calls;
    const parallelMs = performance.now();
    await run(
      `for (let i = 0; i < 100; i++) await Promise.all(Array.from({ length: 100 }, () => tools.a.b({})));`,
    );
    const parallelPerSecond = 10_000 / ((performance.now() - parallelMs) / 1000);
    const p50 = percentile(own, 0.5);
    const rawP50 = percentile(raw, 0.5);
    return [
      {
        name: "sandbox warm run p50",
        value: p50 / rawP50,
        unit: "of raw cold",
        note: `${p50.toFixed(2)} ms, raw cold isolate ${rawP50.toFixed(2)} ms`,
        atMost: 0.5,
      },
      {
        name: "sandbox warm run p99",
        value: percentile(own, 0.99) / percentile(raw, 0.99),
        unit: "of raw p99",
        note: `${percentile(own, 0.99).toFixed(2)} ms, raw ${percentile(raw, 0.99).toFixed(2)} ms`,
      },
      {
        name: "sandbox first run, child included",
        value: coldMs,
        unit: "ms",
        note: "process start to result",
      },
      {
        name: "tool call from code, one after another",
        value: sequentialUs,
        unit: "us",
        note: `${calls} calls of nothing`,
      },
      {
        name: "tool calls from code, 100 at once",
        value: parallelPerSecond,
        unit: "calls/s",
        note: "10,000 calls of nothing",
      },
    ];
  } finally {
    await sandbox.close();
  }
}
