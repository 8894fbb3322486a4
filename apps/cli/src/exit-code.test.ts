import { errorCodes, executionStatuses } from "@patchops/contract";
import { expect, test } from "vitest";
import { exitCodeOfError, exitCodeOfRun, exitCodes } from "./exit-code.ts";

test("every error code of the contract has an exit code, and the classed ones theirs", () => {
  const codes = Object.fromEntries(Object.keys(errorCodes).map((code) => [code, exitCodeOfError(code)]));
  expect(Object.values(codes).every((code) => code in exitCodes && code !== 0)).toBe(true);
  expect(codes).toMatchObject({
    invalid_input: 2,
    unauthenticated: 3,
    insufficient_scope: 3,
    needs_sign_in: 3,
    connection_refused: 4,
    unavailable: 4,
    quota_exceeded: 5,
    rate_limited: 5,
    too_many_calls: 5,
    approval_required: 6,
    approval_denied: 3,
    unknown_tool: 1,
  });
  expect(exitCodeOfError("unreachable")).toBe(4);
  expect(exitCodeOfError("a_code_of_tomorrow")).toBe(1);
});

test("only a run that succeeded is 0", () => {
  const codes = Object.fromEntries(executionStatuses.map((status) => [status, exitCodeOfRun({ status })]));
  expect(Object.entries(codes).filter(([, code]) => code === 0)).toEqual([["succeeded", 0]]);
  expect(codes).toMatchObject({
    failed: 1,
    timed_out: 1,
    quota_exceeded: 5,
    awaiting_approval: 6,
    awaiting_sign_in: 3,
  });
  expect(exitCodeOfRun({ status: "failed", error: { code: "approval_required" } })).toBe(6);
});
