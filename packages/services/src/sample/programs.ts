/** A program that people of the sample run: what it calls, how it may end, what it says. */
export interface SampleProgram {
  title: string;
  code: string;
  /** `<connection>.<tool>` in the order of its calls. */
  calls: readonly string[];
  logs: readonly string[];
  result: unknown;
}

export const programs: readonly SampleProgram[] = [
  {
    title: "Open orders with their errors",
    code: `const { orders } = await tools.demo.list_orders({ limit: 5 });
console.log("open orders:", orders.length);
const details = await Promise.all(orders.map((order) => tools.demo.get_order({ id: order.id })));
const errors = await tools.sentry.search_events({ project: "shop-api", query: "is:unresolved" });
return { orders: details.length, errors: errors.events };`,
    calls: [
      "demo.list_orders",
      "demo.get_order",
      "demo.get_order",
      "demo.get_order",
      "demo.get_order",
      "demo.get_order",
      "sentry.search_events",
    ],
    logs: ["open orders: 5"],
    result: { orders: 5, errors: 3 },
  },
  {
    title: "Pull requests that wait for review",
    code: `const { issues } = await tools.linear.list_issues({ team: "SHOP", state: "in_review" });
const waiting = [];
for (const issue of issues) {
  const { matches } = await tools.github.search_code({ query: issue, repository: "acme/shop" });
  if (matches > 0) waiting.push(issue);
}
console.log(waiting.length, "of", issues.length, "wait");
return waiting;`,
    calls: ["linear.list_issues", "github.search_code", "github.search_code", "github.search_code"],
    logs: ["2 of 3 wait"],
    result: ["SHOP-1204", "SHOP-1377"],
  },
  {
    title: "Close what is merged",
    code: `const { issues } = await tools.linear.list_issues({ team: "SHOP", state: "in_review" });
for (const [index, id] of issues.entries()) {
  const pull = await tools.github.get_pull_request({ repository: "acme/shop", number: 400 + index });
  if (pull.state === "merged") await tools.linear.update_issue({ id, state: "done" });
}
return "done";`,
    calls: [
      "linear.list_issues",
      "github.get_pull_request",
      "linear.update_issue",
      "github.get_pull_request",
      "linear.update_issue",
      "github.get_pull_request",
    ],
    logs: [],
    result: "done",
  },
  {
    title: "The month's report",
    code: `console.info("asking for the report");
const report = await tools.demo.slow_report({ seconds: 3 });
console.log("rows:", report.rows);
return report.rows;`,
    calls: ["demo.slow_report"],
    logs: ["asking for the report", "rows: 240"],
    result: 240,
  },
];
