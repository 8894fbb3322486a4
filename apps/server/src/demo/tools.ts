import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { askMe } from "./ask-me.ts";
import { type DemoTool, defineTool } from "./define-tool.ts";
import { orders } from "./orders.ts";
import { failure, structured } from "./results.ts";

const order = {
  type: "object",
  properties: {
    id: { type: "string" },
    title: { type: "string" },
    customer: { type: "string" },
    status: { type: "string", enum: ["open", "shipped", "returned"] },
    total: { type: "number" },
    currency: { type: "string", const: "EUR" },
    createdAt: { type: "string", format: "date-time" },
  },
  required: ["id", "title", "customer", "status", "total", "currency", "createdAt"],
};

const listOrders = defineTool({
  input: z.object({
    limit: z.int().min(1).max(60).default(10).describe("How many orders at most."),
    status: z.enum(["open", "shipped", "returned"]).optional().describe("Only orders in this state."),
  }),
  definition: {
    name: "list_orders",
    title: "List orders",
    description: "Lists the shop's orders, newest first.",
    outputSchema: {
      type: "object",
      properties: { orders: { type: "array", items: order }, total: { type: "integer" } },
      required: ["orders", "total"],
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  call: async ({ limit, status }) => {
    const found = orders.filter((item) => status === undefined || item.status === status);
    return structured({ orders: found.slice(0, limit), total: found.length });
  },
});

const getOrder = defineTool({
  input: z.object({ id: z.string().describe("Like ord_1060.") }),
  definition: {
    name: "get_order",
    title: "Get an order",
    description: "Reads one order by its id, for example ord_1060.",
    outputSchema: order,
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  call: async ({ id }) => {
    const found = orders.find((item) => item.id === id);
    return found
      ? structured({ ...found })
      : failure(`There is no order ${id}. Orders run from ord_1001 to ord_1060.`);
  },
});

const createTicket = defineTool({
  input: z.object({
    orderId: z.string(),
    subject: z.string().min(1).max(200),
    priority: z.enum(["low", "normal", "high"]).default("normal"),
  }),
  definition: {
    name: "create_ticket",
    title: "Create a ticket",
    description: "Writes a support ticket for an order. The demo forgets it at once.",
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  },
  call: async ({ orderId, subject, priority }) => {
    if (!orders.some((item) => item.id === orderId)) return failure(`There is no order ${orderId}.`);
    return structured({
      ticketId: `tic_${orderId.slice(4)}`,
      orderId,
      subject,
      priority,
      status: "open",
    });
  },
});

const sendEmail = defineTool({
  input: z.object({ to: z.email(), subject: z.string().min(1), body: z.string() }),
  definition: {
    name: "send_email",
    title: "Send a mail",
    description: "Pretends to send a mail to a customer. Nothing leaves this machine.",
    annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: true },
  },
  call: async ({ to, subject }) => structured({ accepted: true, to, subject }),
});

const slowReport = defineTool({
  input: z.object({ seconds: z.int().min(0).max(30).default(5) }),
  definition: {
    name: "slow_report",
    title: "Slow report",
    description: "Works for some seconds, tells its progress and can be cancelled.",
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  call: async ({ seconds }, { signal, onProgress }) => {
    const steps = seconds * 4;
    for (let step = 1; step <= steps; step += 1) {
      await wait(250, undefined, { signal });
      onProgress({ progress: step, total: steps, message: `Read ${step} of ${steps} shelves` });
    }
    return structured({ shelves: steps, revenue: orders.reduce((sum, item) => sum + item.total, 0) });
  },
});

/** `flaky` fails on every third call, counted from the start of the process. */
let flakyCalls = 0;

const flaky = defineTool({
  input: z.object({}),
  definition: {
    name: "flaky",
    title: "Flaky",
    description: "Fails on every third call, as networks do. Call it again.",
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  },
  call: async () => {
    flakyCalls += 1;
    return flakyCalls % 3 === 0
      ? failure("The shelf was busy. Try again.")
      : structured({ ok: true, call: flakyCalls });
  },
});

const bigResult = defineTool({
  input: z.object({ rows: z.int().min(1).max(20_000).default(10_000) }),
  definition: {
    name: "big_result",
    title: "Big result",
    description: "Answers with a large table, to see how pages and programs hold up.",
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  call: async ({ rows }) => ({
    content: [{ type: "text", text: "See the structured content." }],
    structuredContent: {
      rows: Array.from({ length: rows }, (_, index) => ({
        row: index + 1,
        orderId: `ord_${1001 + (index % 60)}`,
        note: `Row ${index + 1} of a table that nobody reads to its end.`,
      })),
    },
  }),
});

export const demoTools: readonly DemoTool[] = [
  listOrders,
  getOrder,
  createTicket,
  sendEmail,
  slowReport,
  flaky,
  bigResult,
  askMe,
];
