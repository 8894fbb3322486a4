import type { ExecutionCall, ExecutionStep } from "@patchops/contract";
import { expect, test } from "vitest";
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
  const from = { executionId: "r1", attempt: 1 };
  const [earlier] = timelineItems(
    steps.map((step) => ({ ...step, from })),
    [],
  );
  expect(earlier?.label).toBe("read (from attempt 1)");
});
