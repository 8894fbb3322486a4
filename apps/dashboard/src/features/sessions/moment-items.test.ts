import type { SessionMoment } from "@patchops/contract";
import { expect, test } from "vitest";
import { momentItems } from "./moment-items.ts";

const event: SessionMoment = {
  ...{ type: "event", id: "1", at: "2026-11-24T10:00:00.500Z", totalMs: 3, kind: "elicitation/create" },
  ...{ subject: "form", outcome: "decline", errorCode: null, approval: null },
};
const call: SessionMoment = {
  ...{
    type: "call",
    id: "2",
    at: "2026-11-24T09:59:59.000Z",
    totalMs: 12,
    connection: "demo",
    tool: "get_order",
  },
  ...{ via: "mcp", outcome: "timed_out", errorCode: "timeout", queueMs: 1, upstreamMs: null, bytesOut: 0 },
  executionId: null,
  program: null,
};
const run: SessionMoment = {
  ...call,
  ...{ type: "execution", id: "3", connection: null, tool: null, outcome: "ok", program: "nightly-report" },
};

test("moments stand at their distance from the session's start, never before it, by what came of them", () => {
  expect(momentItems([event, call, run], "2026-11-24T10:00:00.000Z")).toEqual([
    { id: "1", label: "elicitation/create form", state: "refused", startMs: 500, totalMs: 3, upstreamMs: 3 },
    { id: "2", label: "demo.get_order", state: "timed_out", startMs: 0, totalMs: 12, queueMs: 1 },
    { id: "3", label: "run nightly-report", state: "ok", startMs: 0, totalMs: 12, queueMs: 1 },
  ]);
});
