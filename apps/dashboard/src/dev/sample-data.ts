import type { ConnectStep, Outcome } from "@patchops/contract";
import type { WaterfallItem } from "../ui/waterfall/waterfall-item.ts";

export const hours = [3, 0, 0, 1, 0, 2, 8, 21, 34, 40, 38, 29, 31, 44, 39, 36, 28, 19, 11, 9, 4, 6, 2, 1];

export interface SampleCall {
  id: string;
  at: string;
  client: string;
  tool: string;
  connection: string;
  via: string;
  durationMs: number;
  outcome: Outcome;
}

const tools = ["list_orders", "get_order", "create_ticket", "send_email", "slow_report", "big_result"];
const clients = ["Claude Code 2.1", "Cursor 1.9", "Dashboard", "Codex 0.44"];
const outcomes: readonly Outcome[] = [
  "ok",
  "ok",
  "ok",
  "ok",
  "ok",
  "tool_error",
  "ok",
  "timed_out",
  "refused",
  "ok",
];

export const calls: readonly SampleCall[] = Array.from({ length: 5_000 }, (_, index) => ({
  id: `call-${index}`,
  at: new Date(Date.UTC(2026, 10, 24, 10) - index * 7_300).toISOString(),
  client: clients[(index * 7) % clients.length] ?? "",
  tool: tools[(index * 5) % tools.length] ?? "",
  connection: index % 3 === 0 ? "linear" : "demo",
  via: index % 4 === 0 ? "code" : "MCP",
  durationMs: ((index * 7_919) % 900) + 3,
  outcome: outcomes[index % outcomes.length] ?? "ok",
}));

export const waterfall: readonly WaterfallItem[] = [
  { id: "1", label: "demo.list_orders", state: "ok", startMs: 9, queueMs: 1.2, upstreamMs: 38, totalMs: 42 },
  { id: "2", label: "demo.get_order", state: "ok", startMs: 54, queueMs: 2, upstreamMs: 61, totalMs: 70 },
  { id: "3", label: "demo.get_order", state: "ok", startMs: 54.4, queueMs: 9, upstreamMs: 80, totalMs: 94 },
  {
    id: "4",
    label: "demo.get_order",
    state: "tool_error",
    startMs: 55,
    queueMs: 12,
    upstreamMs: 50,
    totalMs: 64,
  },
  { id: "5", label: "linear.create_issue", state: "timed_out", startMs: 150, queueMs: 1, totalMs: 62 },
  { id: "6", label: "demo.slow_report", state: "running", startMs: 160, queueMs: 3 },
  { id: "7", label: "demo.send_email", state: "refused", startMs: 190, totalMs: 0 },
];

export const schema = {
  type: "object",
  required: ["customer", "limit"],
  properties: {
    customer: { type: "string", description: "Name or id of the customer." },
    limit: { type: "integer", minimum: 1, maximum: 100, default: 10, description: "How many at most." },
    order: { enum: ["newest", "oldest", "largest"], description: "Which come first." },
    includeClosed: { type: "boolean" },
    tags: { type: "array", items: { type: "string" }, description: "All of them must be set." },
    address: {
      type: "object",
      description: "Only orders sent there.",
      required: ["city"],
      properties: { city: { type: "string" }, postalCode: { type: "string", pattern: "^[0-9]{4,5}$" } },
    },
    extra: { type: "object", additionalProperties: true, description: "Passed on as it is." },
  },
};

export const value = {
  orders: Array.from({ length: 12 }, (_, index) => ({
    id: 1_000 + index,
    title: index === 3 ? `A title that goes on ${"and on ".repeat(60)}` : `Order ${index}`,
    total: 12.5 * index,
    isPaid: index % 2 === 0,
    note: null,
    lines: [{ sku: "A-1", count: 2 }],
  })),
  nextCursor: null,
};

export const reports: Record<string, readonly ConnectStep[]> = {
  running: [
    { step: "address", state: "ok", detail: "mcp.linear.app", durationMs: 4 },
    { step: "reach", state: "ok", detail: "TLS 1.3, 43 ms", durationMs: 43 },
    { step: "protocol", state: "running", detail: "" },
  ],
  ready: [
    { step: "address", state: "ok", detail: "mcp.linear.app", durationMs: 4 },
    { step: "reach", state: "ok", detail: "TLS 1.3", durationMs: 43 },
    { step: "protocol", state: "ok", detail: "legacy, 2025-11-25", durationMs: 61 },
    { step: "sign_in", state: "ok", detail: "key accepted" },
    { step: "tools", state: "ok", detail: "23 tools", durationMs: 88 },
    { step: "saved", state: "ok", detail: "linear" },
  ],
  refused: [
    {
      step: "address",
      state: "failed",
      detail: "127.0.0.1 is a loopback address.",
      cause: "private_address",
      host: "127.0.0.1",
      port: 3_001,
    },
  ],
  page: [
    { step: "address", state: "ok", detail: "linear.app", durationMs: 3 },
    { step: "reach", state: "ok", detail: "TLS 1.3", durationMs: 41 },
    {
      step: "protocol",
      state: "failed",
      detail: "It answered HTML with 200.",
      cause: "not_mcp",
      suggestion: "https://linear.app/mcp",
      durationMs: 57,
    },
  ],
  empty: [
    { step: "address", state: "ok", detail: "tools.example.com", durationMs: 3 },
    { step: "reach", state: "ok", detail: "TLS 1.3", durationMs: 41 },
    { step: "protocol", state: "ok", detail: "legacy, 2025-11-25", durationMs: 50 },
    { step: "tools", state: "warning", detail: "0 tools", cause: "zero_tools", durationMs: 12 },
    { step: "saved", state: "ok", detail: "tools" },
  ],
};
