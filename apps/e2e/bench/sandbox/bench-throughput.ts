import type { Row } from "../report.ts";
import { distribution } from "./distribution.ts";
import { withSandbox } from "./setting.ts";

const rounds = 3;
const durationMs = 1_500;
const callers = 8;

/** Runs per second of one organization in one process and in two. */
export async function benchThroughput(): Promise<Row[]> {
  const one: number[] = [];
  const two: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    one.push(await runsPerSecond(1));
    two.push(await runsPerSecond(3));
  }
  const single = distribution(one).p50;
  const double = distribution(two).p50;
  return [
    {
      name: "two children against one",
      value: double / single,
      unit: "times",
      note: `${double.toFixed(0)} runs/s, one child ${single.toFixed(0)}; ${callers} callers`,
      atLeast: 1.3,
    },
  ];
}

/** An organization gets half of the processes, rounded up: one of one, two of three. */
function runsPerSecond(maxChildren: number): Promise<number> {
  return withSandbox({ maxChildren, spares: 0 }, async (run) => {
    const until = async (endMs: number): Promise<number> => {
      let done = 0;
      await Promise.all(
        Array.from({ length: callers }, async () => {
          while (performance.now() < endMs) {
            await run("return 'hello'");
            done += 1;
          }
        }),
      );
      return done;
    };
    await until(performance.now() + durationMs / 2);
    const startedMs = performance.now();
    const done = await until(startedMs + durationMs);
    return done / ((performance.now() - startedMs) / 1_000);
  });
}
