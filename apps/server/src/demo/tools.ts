import { setTimeout as wait } from "node:timers/promises";
import { orders } from "./orders.ts";

/** What a demo tool may use while it works. */
interface DemoCall {
  signal: AbortSignal;
  onProgress: (progress: { progress: number; total: number; message: string }) => void;
}

export interface DemoTool {
  definition: { name: string } & Record<string, unknown>;
  call(args: Record<string, unknown>, call: DemoCall): Promise<Record<string, unknown>>;
}

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

const text = (value: string) => ({ content: [{ type: "text", text: value }] });
const failure = (value: string) => ({ ...text(value), isError: true });
const structured = (value: Record<string, unknown>) => ({
  ...text(JSON.stringify(value)),
  structuredContent: value,
});
const integer = (value: unknown, fallback: number, max: number): number =>
  typeof value === "number" && Number.isFinite(value)
    ? Math.min(Math.max(Math.trunc(value), 0), max)
    : fallback;
const filled = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

const listOrders: DemoTool = {
  definition: {
    name: "list_orders",
    title: "List orders",
    description: "Lists the shop's orders, newest first.",
    inputSchema: {
      type: "object",
      properties: {
        limit: {
          type: "integer",
          minimum: 1,
          maximum: 60,
          default: 10,
          description: "How many orders at most.",
        },
        status: {
          type: "string",
          enum: ["open", "shipped", "returned"],
          description: "Only orders in this state.",
        },
      },
    },
    outputSchema: {
      type: "object",
      properties: { orders: { type: "array", items: order }, total: { type: "integer" } },
      required: ["orders", "total"],
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  call: async ({ limit, status }) => {
    const found = orders.filter((item) => status === undefined || item.status === status);
    return structured({ orders: found.slice(0, integer(limit, 10, 60)), total: found.length });
  },
};

const getOrder: DemoTool = {
  definition: {
    name: "get_order",
    title: "Get an order",
    description: "Reads one order by its id, for example ord_1060.",
    inputSchema: {
      type: "object",
      properties: { id: { type: "string", description: "Like ord_1060." } },
      required: ["id"],
    },
    outputSchema: order,
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  call: async ({ id }) => {
    const found = orders.find((item) => item.id === id);
    return found
      ? structured({ ...found })
      : failure(`There is no order ${String(id)}. Orders run from ord_1001 to ord_1060.`);
  },
};

const createTicket: DemoTool = {
  definition: {
    name: "create_ticket",
    title: "Create a ticket",
    description: "Writes a support ticket for an order. The demo forgets it at once.",
    inputSchema: {
      type: "object",
      properties: {
        orderId: { type: "string" },
        subject: { type: "string", minLength: 1, maxLength: 200 },
        priority: { type: "string", enum: ["low", "normal", "high"], default: "normal" },
      },
      required: ["orderId", "subject"],
    },
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  },
  call: async ({ orderId, subject, priority }) => {
    if (!orders.some((item) => item.id === orderId)) return failure(`There is no order ${String(orderId)}.`);
    if (!filled(subject)) return failure("A ticket needs a subject.");
    return structured({
      ticketId: `tic_${String(orderId).slice(4)}`,
      orderId,
      subject,
      priority: priority ?? "normal",
      status: "open",
    });
  },
};

const sendEmail: DemoTool = {
  definition: {
    name: "send_email",
    title: "Send a mail",
    description: "Pretends to send a mail to a customer. Nothing leaves this machine.",
    inputSchema: {
      type: "object",
      properties: {
        to: { type: "string", format: "email" },
        subject: { type: "string" },
        body: { type: "string" },
      },
      required: ["to", "subject", "body"],
    },
    annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: true },
  },
  call: async ({ to, subject }) =>
    filled(to) && filled(subject)
      ? structured({ accepted: true, to, subject })
      : failure("A mail needs a recipient and a subject."),
};

const slowReport: DemoTool = {
  definition: {
    name: "slow_report",
    title: "Slow report",
    description: "Works for some seconds, tells its progress and can be cancelled.",
    inputSchema: {
      type: "object",
      properties: { seconds: { type: "integer", minimum: 0, maximum: 30, default: 5 } },
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  call: async ({ seconds }, { signal, onProgress }) => {
    const steps = integer(seconds, 5, 30) * 4;
    for (let step = 1; step <= steps; step += 1) {
      await wait(250, undefined, { signal });
      onProgress({ progress: step, total: steps, message: `Read ${step} of ${steps} shelves` });
    }
    return structured({ shelves: steps, revenue: orders.reduce((sum, item) => sum + item.total, 0) });
  },
};

/** `flaky` fails on every third call, counted from the start of the process. */
let flakyCalls = 0;

const flaky: DemoTool = {
  definition: {
    name: "flaky",
    title: "Flaky",
    description: "Fails on every third call, as networks do. Call it again.",
    inputSchema: { type: "object", properties: {} },
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  },
  call: async () => {
    flakyCalls += 1;
    return flakyCalls % 3 === 0
      ? failure("The shelf was busy. Try again.")
      : structured({ ok: true, call: flakyCalls });
  },
};

const bigResult: DemoTool = {
  definition: {
    name: "big_result",
    title: "Big result",
    description: "Answers with a large table, to see how pages and programs hold up.",
    inputSchema: {
      type: "object",
      properties: { rows: { type: "integer", minimum: 1, maximum: 20_000, default: 10_000 } },
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  call: async ({ rows }) => ({
    content: [{ type: "text", text: "See the structured content." }],
    structuredContent: {
      rows: Array.from({ length: integer(rows, 10_000, 20_000) }, (_, index) => ({
        row: index + 1,
        orderId: `ord_${1001 + (index % 60)}`,
        note: `Row ${index + 1} of a table that nobody reads to its end.`,
      })),
    },
  }),
};

const askMe: DemoTool = {
  definition: {
    name: "ask_me",
    title: "Ask me",
    description: "Asks the person at the client a question before it answers (elicitation).",
    inputSchema: { type: "object", properties: { question: { type: "string", default: "Which color?" } } },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  call: async () => failure("This client cannot be asked questions, so nothing was asked."),
};

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
