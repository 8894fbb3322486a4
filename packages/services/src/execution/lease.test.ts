import { expect, test } from "vitest";
import { holdsLease, noteKept } from "./lease.ts";

test("a node has a workflow's run for 15 s after it took it or has said that it works on it", () => {
  const node = { liveRuns: new Map() };
  const run = { isWorkflow: true, createdMs: 1_000 };
  expect(holdsLease(node, run, 15_999)).toBe(true);
  expect(holdsLease(node, run, 16_000)).toBe(false);
  expect(holdsLease(node, { ...run, isWorkflow: false }, 99_000)).toBe(true);
  noteKept(node, 20_000);
  expect([34_999, 35_000].map((nowMs) => holdsLease(node, run, nowMs))).toEqual([true, false]);
  expect(holdsLease({ liveRuns: new Map() }, run, 34_999)).toBe(false);
});
