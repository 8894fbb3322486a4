import { type ExecutionStatus, executionStatuses } from "@patchops/contract";
import { expect, test } from "vitest";
import { describeEnd } from "./describe-end.ts";
import { limitText } from "./run-limits.ts";

const run = (status: ExecutionStatus, toolCalls = 0) =>
  describeEnd({ status, toolCalls, error: null, limits: { timeoutMs: 30_000, memoryMb: 128 } });

test("each way to end without success has words of its own", () => {
  const good: readonly ExecutionStatus[] = ["queued", "running", "succeeded"];
  expect(good.map((status) => run(status))).toEqual([null, null, null]);
  const bad = executionStatuses.filter(
    (status) => !good.includes(status) && !/awaiting|decision/.test(status),
  );
  expect(new Set(bad.map((status) => run(status)?.title)).size).toBe(bad.length);
});

test("limits are named, and the step that raises them offered", () => {
  expect(run("timed_out")).toMatchObject({ title: "Stopped after 30 s", next: "raise_time" });
  expect(run("memory_exceeded")).toMatchObject({ title: "It needed more than 128 MB", next: "raise_memory" });
});

test("a program that never began is not said to have been stopped", () => {
  const error = { name: "Error", code: "no_place", message: "It waited." };
  const limits = { timeoutMs: 30_000, memoryMb: 128 };
  expect(describeEnd({ status: "timed_out", toolCalls: 0, error, limits })).toMatchObject({
    title: "It found no free place in time",
    next: "run_again",
  });
});

test("the program's own next step is shown where the page has no button for it", () => {
  const limits = { timeoutMs: 30_000, memoryMb: 128 };
  const ended = (status: ExecutionStatus, code: string) => {
    const error = { name: "Error", code, message: "It stopped.", next: "Do this instead.", line: 3 };
    return describeEnd({ status, toolCalls: 0, error, limits });
  };
  expect(ended("timed_out", "cpu_limit")).toEqual({
    title: "It computed for too long",
    text: "It stopped. Do this instead.",
    next: null,
  });
  expect(ended("needs_decision", "needs_decision")).toMatchObject({
    title: "Needs a decision",
    next: "decide",
  });
  expect(ended("failed", "never_settles")?.text).toBe("Do this instead.");
  expect(ended("quota_exceeded", "output_too_large")).toEqual({
    title: "Its result is too large",
    text: "It stopped. Do this instead.",
    next: null,
  });
  expect(ended("quota_exceeded", "quota_exceeded")).toMatchObject({ next: "see_usage" });
  expect(ended("interrupted", "interrupted")?.text).toBe("It stopped.");
});

test("calls that were made are not passed over", () => {
  expect(run("cancelled", 2)?.text).toContain("may have taken effect");
  expect(run("cancelled", 0)?.text).not.toContain("may have taken effect");
});

test("limits read as they are chosen", () => {
  expect([5_000, 30_000, 60_000, 120_000, 1_500].map(limitText)).toEqual([
    "5 s",
    "30 s",
    "1 min",
    "2 min",
    "1.50 s",
  ]);
});
