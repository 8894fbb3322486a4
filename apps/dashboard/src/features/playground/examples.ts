export interface Example {
  /** Part of its address. */
  id: string;
  title: string;
  code: string;
  /** JSON text. */
  input?: string;
}

/** Programs that work on the demo tools, one for each thing that is worth knowing. */
export const examples: readonly Example[] = [
  {
    id: "table",
    title: "A result as a table",
    code: `// A list of objects is shown as a table.
const { orders } = await tools.demo.list_orders({ limit: 20 });
return orders.map(({ id, title, customer, total }) => ({ id, title, customer, total }));
`,
  },
  {
    id: "parallel",
    title: "Calls side by side",
    code: `// Open "Calls" while it runs: the bars overlap.
const reports = await Promise.all([1, 2, 3].map((seconds) => tools.demo.slow_report({ seconds })));
return reports.map((report) => report.shelves);
`,
  },
  {
    id: "input",
    title: "An input with a form",
    code: `// What the program says of its input becomes a form: press "Input".
declare const input: {
  /** Orders in this state. */
  status: "open" | "shipped" | "returned";
  /** How many at most. */
  limit?: number;
};
const { orders, total } = await tools.demo.list_orders({ status: input.status, limit: input.limit ?? 10 });
console.log(\`\${orders.length} of \${total} are \${input.status}\`);
return orders.map((order) => order.title);
`,
    input: '{\n  "status": "open",\n  "limit": 5\n}',
  },
  {
    id: "retry",
    title: "A call that may fail",
    code: `// "flaky" fails on every third call. A failed call throws a ToolError.
async function patiently() {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tools.demo.flaky();
    } catch (error) {
      if (!(error instanceof ToolError) || attempt === 3) throw error;
      console.warn(\`attempt \${attempt}: \${error.message}\`);
    }
  }
}
for (let round = 1; round <= 4; round += 1) await patiently();
return "All four came through.";
`,
  },
  {
    id: "tickets",
    title: "Read, choose, write",
    code: `// One ticket for each returned order, in one run instead of a round trip each.
const { orders } = await tools.demo.list_orders({ status: "returned", limit: 5 });
const tickets = await Promise.all(
  orders.map((order) =>
    tools.demo.create_ticket({ orderId: order.id, subject: \`\${order.title} came back\`, priority: "high" }),
  ),
);
return tickets.map((ticket) => ticket.ticketId);
`,
  },
  {
    id: "approval",
    title: "A call that asks a person",
    code: `// Mails are destructive: the run waits here until somebody approves, and goes on by itself.
const [order] = (await tools.demo.list_orders({ limit: 1 })).orders;
const { accepted } = await tools.demo.send_email({
  to: "customer@example.com",
  subject: \`Your \${order.title}\`,
  body: "It is on its way.",
});
return accepted;
`,
  },
];
