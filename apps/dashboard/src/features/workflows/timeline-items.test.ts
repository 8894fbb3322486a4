import type { ExecutionCall, ExecutionStep } from "@patchops/contract";
import { expect, test } from "vitest";
import { itemEndMs } from "../../ui/waterfall/waterfall-item.ts";
import { timelineItems } from "./timeline-items.ts";

const steps: ExecutionStep[] = [
  { number: 1, name: "read", state: "done", attempt: 1, startMs: 0, totalMs: 40 },
  { number: 2, name: "send", state: "failed", attempt: 2, startMs: 50, totalMs: 9, error: "refused" },
];
const calls: ExecutionCall[] = [
  {
    callId: "c1",
    connection: "demo",
    tool: "list_orders",
    state: "ok",
    startMs: 0,
    queueMs: 1,
    upstreamMs: 30,
    totalMs: 38,
  },
  { callId: "c2", connection: "", tool: "fetch", state: "running", startMs: 61 },
];

test("steps and calls stand in the order in which they began, a step before what it did", () => {
  const items = timelineItems(steps, calls);
  expect(items.map(({ id }) => id)).toEqual(["step-1", "c1", "step-2", "c2"]);
  expect(items.map(({ label }) => label)).toEqual(["read", "demo.list_orders", "send (try 2)", "fetch"]);
  // The second call began when no step was under way.
  expect(items.map(({ kind }) => kind)).toEqual(["part", "within", "part", undefined]);
  expect(items.map(({ state }) => state)).toEqual(["ok", "ok", "error", "running"]);
});

test("what an earlier attempt has done comes first, in no time of this one, and holds none of its calls", () => {
  const from = { executionId: "r1", attempt: 1 };
  const [read, send] = steps;
  if (read === undefined || send === undefined) throw new Error("there are two");
  const items = timelineItems([send, { ...read, startMs: 55, totalMs: 90, from }], calls);
  expect(items.map(({ id, earlier }) => [id, earlier])).toEqual([
    ["step-1", "attempt 1"],
    ["c1", undefined],
    ["step-2", undefined],
    ["c2", undefined],
  ]);
  expect(items.map(({ kind }) => kind)).toEqual(["part", undefined, "part", undefined]);
  expect(items.map((item) => itemEndMs(item, 200))).toEqual([0, 38, 59, 200]);
});
