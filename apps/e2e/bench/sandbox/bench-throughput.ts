import type { Row } from "../report.ts";
import { distribution } from "./distribution.ts";
import { runsPerSecond } from "./runs-per-second.ts";

const rounds = 3;

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
      note: `${double.toFixed(0)} runs/s, one child ${single.toFixed(0)}; 8 callers`,
      atLeast: 1.3,
    },
  ];
}
