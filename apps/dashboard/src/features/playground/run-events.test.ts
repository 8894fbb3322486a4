import type { ExecutionEvent } from "@patchops/contract";
import { expect, test } from "vitest";
import { addEvents, noEvents } from "./run-events.ts";

const log = (sequence: number, text: string): ExecutionEvent => ({
  type: "log",
  sequence,
  log: { level: "log", text, at: "2026-11-24T10:00:00.000Z" },
});
const call = (sequence: number, state: "running" | "ok"): ExecutionEvent => ({
  type: "call",
  sequence,
  call: { callId: "c1", connection: "demo", tool: "list_orders", state, startMs: 1 },
});

test("events build the run's view, a call's later state replacing its earlier one", () => {
  const first = addEvents(noEvents, [
    { type: "state", sequence: 1, status: "running", at: "2026-11-24T10:00:00.000Z" },
    call(2, "running"),
    log(3, "a"),
  ]);
  expect(first).toMatchObject({ status: "running", lastSequence: 3 });
  const second = addEvents(first, [call(4, "ok"), log(5, "b")]);
  expect(second.calls).toHaveLength(1);
  expect(second.calls[0]?.state).toBe("ok");
  expect(second.logs.map((entry) => entry.text)).toEqual(["a", "b"]);
});

test("a step's later state replaces its earlier one", () => {
  const step = (sequence: number, state: "running" | "done"): ExecutionEvent => ({
    type: "step",
    sequence,
    step: { number: 1, name: "read", state, attempt: 1, startMs: 0 },
  });
  expect(addEvents(addEvents(noEvents, [step(1, "running")]), [step(2, "done")]).steps).toEqual([
    { number: 1, name: "read", state: "done", attempt: 1, startMs: 0 },
  ]);
});

test("a resumed stream that repeats itself adds nothing twice", () => {
  const first = addEvents(noEvents, [log(1, "a"), log(2, "b")]);
  const again = addEvents(first, [log(1, "a"), log(2, "b"), log(3, "c")]);
  expect(again.logs.map((entry) => entry.text)).toEqual(["a", "b", "c"]);
  expect(addEvents(again, [log(3, "c")])).toBe(again);
});

test("what a run waits for stands until its next state", () => {
  const at = "2026-11-24T10:00:00.000Z";
  const signIn = {
    connection: "linear",
    name: "Linear",
    message: "linear: sign in.",
    url: "http://127.0.0.1/x",
  };
  const waiting = addEvents(noEvents, [
    { type: "state", sequence: 1, status: "awaiting_sign_in", at, waitsFor: [signIn] },
    log(2, "a"),
  ]);
  expect(addEvents(waiting, [log(3, "b")]).waitsFor).toEqual([signIn]);
  expect(addEvents(waiting, [{ type: "state", sequence: 3, status: "running", at }]).waitsFor).toEqual([]);
});
