import { expect, test } from "vitest";
import { timeTicks } from "./time-ticks.ts";
import { phasesOf, type WaterfallItem } from "./waterfall-item.ts";

const item: WaterfallItem = { id: "1", label: "demo.list_orders", state: "ok", startMs: 10 };

test("ticks are round and inside the range", () => {
  expect(timeTicks(0, 212, 5)).toEqual([0, 50, 100, 150, 200]);
  expect(timeTicks(93, 118, 5)).toEqual([95, 100, 105, 110, 115]);
  expect(timeTicks(0, 0.7, 4)).toEqual([0, 0.2, 0.4, 0.6]);
  expect(timeTicks(5, 5, 4)).toEqual([]);
});

test("a finished call is queued, upstream, transferred", () => {
  expect(phasesOf({ ...item, queueMs: 2, upstreamMs: 30, totalMs: 40 }, 500)).toEqual([
    { kind: "queued", fromMs: 10, toMs: 12 },
    { kind: "upstream", fromMs: 12, toMs: 42 },
    { kind: "transfer", fromMs: 42, toMs: 50 },
  ]);
});

test("a running call reaches until now, a refused one has no length", () => {
  expect(phasesOf({ ...item, state: "running", queueMs: 5 }, 100)).toEqual([
    { kind: "queued", fromMs: 10, toMs: 15 },
    { kind: "upstream", fromMs: 15, toMs: 100 },
  ]);
  expect(phasesOf({ ...item, state: "refused", totalMs: 0 }, 100)).toEqual([]);
});
