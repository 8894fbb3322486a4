import type { Row } from "../report.ts";
import { distribution } from "./distribution.ts";
import { rawCold } from "./raw-cold.ts";
import { withSandbox } from "./setting.ts";

const rounds = 3;
const runsPerRound = 200;

interface Times {
  raw: number[];
  warm: number[];
  calling: number[];
  cold: number[];
  rawBesideCold: number[];
}

/** One program after another, program to result, over IPC; against a raw cold isolate in turns. */
export function benchRuns(): Promise<Row[]> {
  return withSandbox({}, async (run) => {
    async function timed(code: string, memoryMb = 256): Promise<number> {
      const startedMs = performance.now();
      const { status } = await run(code, { limits: { memoryMb } });
      if (status !== "succeeded") throw new Error(`a run ended ${status}`);
      return performance.now() - startedMs;
    }
    const hello = "return 'hello'";
    const oneCall = "return await tools.a.b({})";
    const firstMs = await timed(hello);
    for (let warm = 0; warm < 50; warm += 1) {
      await timed(hello);
      await timed(oneCall);
      await rawCold();
    }
    const measured: ReturnType<typeof summarise>[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const times: Times = { raw: [], warm: [], calling: [], cold: [], rawBesideCold: [] };
      for (let index = 0; index < runsPerRound; index += 1) {
        times.raw.push(await rawCold());
        times.warm.push(await timed(hello));
      }
      for (let index = 0; index < runsPerRound; index += 1) {
        await rawCold();
        times.calling.push(await timed(oneCall));
      }
      // A memory limit that no isolate in waiting has.
      for (let index = 0; index < runsPerRound / 4; index += 1) {
        times.rawBesideCold.push(await rawCold());
        times.cold.push(await timed(hello, 64 + index));
      }
      measured.push(summarise(times));
    }
    const middle = measured.sort((a, b) => a.warmRatio - b.warmRatio)[1];
    if (!middle) throw new Error("nothing was measured");
    return [
      {
        name: "sandbox warm run p50",
        value: middle.warmRatio,
        unit: "of raw cold",
        note: `${middle.warm.p50.toFixed(2)} ms, raw cold isolate ${middle.raw.p50.toFixed(2)} ms`,
        atMost: 0.45,
      },
      {
        name: "sandbox warm run p99",
        value: middle.warm.p99 / middle.raw.p99,
        unit: "of raw p99",
        note: `${middle.warm.p99.toFixed(2)} ms, raw ${middle.raw.p99.toFixed(2)} ms`,
        atMost: 1,
      },
      {
        name: "sandbox warm run with a tool call, p50",
        value: middle.calling.p50 / middle.raw.p50,
        unit: "of raw cold",
        note: `${middle.calling.p50.toFixed(2)} ms`,
      },
      {
        name: "sandbox run without a warm isolate, p50",
        value: middle.cold.p50 / middle.rawBesideCold.p50,
        unit: "of raw cold",
        note: `${middle.cold.p50.toFixed(2)} ms, raw cold isolates in turns with it ${middle.rawBesideCold.p50.toFixed(2)} ms`,
        atMost: 1.5,
      },
      {
        name: "sandbox first run, child included",
        value: firstMs,
        unit: "ms",
        note: "process start to result",
      },
    ];
  });
}

function summarise(times: Times) {
  const raw = distribution(times.raw);
  const warm = distribution(times.warm);
  return {
    raw,
    warm,
    warmRatio: warm.p50 / raw.p50,
    calling: distribution(times.calling),
    cold: distribution(times.cold),
    rawBesideCold: distribution(times.rawBesideCold),
  };
}
