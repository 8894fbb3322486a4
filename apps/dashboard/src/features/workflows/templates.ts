import type { WorkflowConfigInput } from "@patchops/contract";

export interface Template {
  /** Part of its address, and the name that it proposes. */
  id: string;
  title: string;
  description: string;
  code: string;
  /** `timeZone`: the reader's. */
  config: (timeZone: string) => WorkflowConfigInput;
}

/** Workflows that work on the demo tools, one for each way to be started. */
export const templates: readonly Template[] = [
  {
    id: "returns-to-tickets",
    title: "Returns become tickets",
    description:
      "Every weekday morning, a ticket for each order that came back. Goes on where it was after a crash.",
    code: `// Runs on weekdays at 8. Each step is done once, also when the run is taken up again after a crash.
declare const input: {
  /** Orders at most. */
  limit?: number;
};
const { orders } = await step("read the returns", () =>
  tools.demo.list_orders({ status: "returned", limit: input?.limit ?? 5 }),
);
const tickets: string[] = [];
for (const order of orders) {
  const ticket = await step(\`ticket for \${order.id}\`, () =>
    tools.demo.create_ticket({ orderId: order.id, subject: \`\${order.title} came back\`, priority: "high" }),
  );
  tickets.push(ticket.ticketId);
}
console.log(\`\${tickets.length} tickets\`);
return { tickets };
`,
    config: (timeZone) => ({
      description: "A ticket for each order that came back",
      schedules: [{ cron: "0 8 * * 1-5", timeZone, missed: "once", input: {} }],
      retries: { run: { attempts: 3, backoffMs: 60_000 } },
      concurrency: { limit: 1 },
    }),
  },
  {
    id: "customer-turnover",
    title: "One tool in place of many calls",
    description:
      "Your MCP clients find it among their tools: what each customer ordered, summed up in one call.",
    code: `// A tool of your MCP clients: its input and its answer have the types that stand here.
declare const input: {
  /** Orders in this state alone. */
  status?: "open" | "shipped" | "returned";
};
const { orders } = await tools.demo.list_orders({ limit: 50, ...(input?.status && { status: input.status }) });
const sums = new Map<string, { orders: number; total: number }>();
for (const { customer, total } of orders) {
  const before = sums.get(customer) ?? { orders: 0, total: 0 };
  sums.set(customer, { orders: before.orders + 1, total: before.total + total });
}
return [...sums]
  .map(([customer, sum]) => ({ customer, orders: sum.orders, total: Math.round(sum.total * 100) / 100 }))
  .sort((a, b) => b.total - a.total);
`,
    config: () => ({
      description: "What each customer ordered, the largest sum first",
      tool: true,
    }),
  },
  {
    id: "mail-after-approval",
    title: "A webhook that asks a person",
    description: "Your shop calls its address; a mail to the customer waits until somebody says yes.",
    code: `// Started by a webhook whose body holds { "orderId": "ord_1060" }. While it waits for a person it costs nothing.
declare const input: {
  /** Like ord_1060. */
  orderId: string;
};
const order = await step("read the order", () => tools.demo.get_order({ id: input.orderId }));
await waitForApproval(\`Tell \${order.customer} about \${order.title}?\`, {
  details: { order: order.id, status: order.status },
});
return step("send the mail", () =>
  tools.demo.send_email({
    to: "customer@example.com",
    subject: \`Your \${order.title}\`,
    body: \`It is \${order.status}.\`,
  }),
);
`,
    config: () => ({
      description: "A mail about an order, after a person's yes",
      webhook: { input: { orderId: "body.orderId" } },
      onFailure: { notify: true, pauseAfter: 5 },
    }),
  },
];
