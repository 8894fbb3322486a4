import type { Call } from "@patchops/contract";
import { expect, test } from "vitest";
import { mergeCalls } from "./merge-calls.ts";

function call(id: string, second: number): Call {
  return {
    id,
    at: `2026-11-24T10:00:${String(second).padStart(2, "0")}.000Z`,
    method: "tools/call",
    via: "mcp",
    client: null,
    user: null,
    apiKeyId: null,
    connection: "demo",
    tool: "list_orders",
    exposedName: "demo_list_orders",
    profile: null,
    outcome: "ok",
    errorCode: null,
    errorMessage: null,
    wasSent: true,
    queueMs: 1,
    policyMs: 0,
    upstreamMs: 1,
    totalMs: 2,
    bytesIn: 1,
    bytesOut: 1,
    units: 1,
    promptSessionId: null,
    executionId: null,
    requestId: null,
    traceId: null,
  };
}
const ids = (calls: readonly Call[]) => calls.map((entry) => entry.id).join("");

test("a call that came in stands once, whether it was fetched meanwhile or not", () => {
  const fetched = [call("b", 2), call("a", 1)];
  expect(ids(mergeCalls([call("c", 3), call("b", 2)], fetched))).toBe("cba");
  expect(mergeCalls([call("b", 2)], fetched)).toBe(fetched);
  expect(mergeCalls([], fetched)).toBe(fetched);
});

test("a slow call takes its place by the time it began", () => {
  expect(ids(mergeCalls([call("d", 4), call("b", 2)], [call("c", 3), call("a", 1)]))).toBe("dcba");
});
