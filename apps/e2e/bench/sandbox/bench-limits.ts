import type { Row } from "../report.ts";
import { distribution } from "./distribution.ts";
import { withSandbox } from "./setting.ts";

const cpuMs = 100;
const programs = ["while (true) {}", "await tools.a.b({}); await 1; while (true) {}"];
/** Sorts in native code, where nothing but the end of the process stops it. */
const stuck =
  "console.log(1); const a = new Float64Array(4e6).map(Math.random); for (;;) { a.sort(); a.reverse() }";

/** How late programs end that are to end: by their CPU limit, and by cancel. */
export function benchLimits(): Promise<Row[]> {
  return withSandbox({}, async (run) => {
    const overshoot: number[] = [];
    for (let index = 0; index < 20; index += 1) {
      const { status, usage } = await run(programs[index % 2] ?? "", { limits: { cpuMs } });
      if (status !== "timed_out") throw new Error(`an endless run ended ${status}`);
      overshoot.push(usage.cpuMs - cpuMs);
    }

    /** Milliseconds from cancel to result, some time after the program's first log. */
    async function cancelled(code: string, afterMs: number): Promise<number> {
      const controller = new AbortController();
      let cancelledMs = 0;
      const { status } = await run(code, {
        signal: controller.signal,
        onEvent(event) {
          if (event.type !== "log") return;
          setTimeout(() => {
            cancelledMs = performance.now();
            controller.abort();
          }, afterMs);
        },
      });
      if (status !== "cancelled") throw new Error(`a cancelled run ended ${status}`);
      return performance.now() - cancelledMs;
    }
    const busy: number[] = [];
    for (let index = 0; index < 100; index += 1) {
      busy.push(await cancelled("console.log(1); while (true) {}", 2));
    }
    const wedged: number[] = [];
    for (let index = 0; index < 5; index += 1) wedged.push(await cancelled(stuck, 400));

    const alone: number[] = [];
    const beside: number[] = [];
    async function hello(times: number[]): Promise<void> {
      const startedMs = performance.now();
      const { status } = await run("return 'hello'");
      if (status !== "succeeded") throw new Error(`a neighbor ended ${status}`);
      times.push(performance.now() - startedMs);
    }
    for (let index = 0; index < 200; index += 1) await hello(alone);
    for (let round = 0; round < 5; round += 1) {
      const abuse = run("const a = []; while (true) a.push(new Array(1000).fill(1.5))", {
        limits: { memoryMb: 64, cpuMs: 500 },
      });
      let isOver = false;
      void abuse.then(() => {
        isOver = true;
      });
      while (!isOver) await hello(beside);
    }
    const idle = distribution(alone).p99;
    return [
      {
        name: "CPU limit overshoot, also after awaits",
        value: distribution(overshoot).max,
        unit: "ms",
        note: "the largest of 20 endless loops",
        atMost: 30,
      },
      {
        name: "cancel of a loop, p99",
        value: distribution(busy).p99,
        unit: "ms",
        note: `p50 ${distribution(busy).p50.toFixed(2)} ms`,
        atMost: 25,
      },
      {
        name: "cancel of a program stuck in native code",
        value: distribution(wedged).max,
        unit: "ms",
        note: "the largest of 5",
        atMost: 300,
      },
      {
        name: "neighbor of a memory bomb, p99 above idle",
        value: distribution(beside).p99 - idle,
        unit: "ms",
        note: `${beside.length} runs, none failed; idle p99 ${idle.toFixed(1)} ms`,
        atMost: 100,
      },
    ];
  });
}
