import type { SessionMoment } from "@patchops/contract";
import { expect, test } from "vitest";
import { ownMoments } from "./own-moments.ts";
import { sessionProgram } from "./session-program.ts";

const orders = { orders: [{ id: "ord_1060", title: "Teapot" }], total: 1 };

test("what was typed becomes the input, what an earlier call answered is read from its answer", () => {
  const made = sessionProgram(
    [
      { codePath: "tools.demo.list_orders", arguments: { status: "returned", limit: 5 }, answer: orders },
      { codePath: "tools.demo.get_order", arguments: { id: "ord_1060" }, answer: {} },
      {
        codePath: 'tools["my-shop"]["create-ticket"]',
        arguments: { "order-id": "ord_1060", tags: ["a", "a"], isUrgent: true },
        answer: undefined,
      },
    ],
    "From a session of claude-code.",
  );
  expect(made.code).toBe(`// From a session of claude-code.
declare const input: {
  /** Like "returned". */
  status: string;
  /** Like 5. */
  limit: number;
  /** Like "a". */
  tags: string;
};
const listOrders = await tools.demo.list_orders({
  status: input.status,
  limit: input.limit,
});
const getOrder = await tools.demo.get_order({
  id: listOrders.orders[0].id,
});
const createTicket = await tools["my-shop"]["create-ticket"]({
  "order-id": listOrders.orders[0].id,
  tags: [input.tags, input.tags],
  isUrgent: true,
});
return createTicket;
`);
  expect(JSON.parse(made.input)).toEqual({ status: "returned", limit: 5, tags: "a" });
});

test("fields of one name with other values are two, hidden ones are empty, and no value ends the comment", () => {
  const made = sessionProgram(
    [
      { codePath: "tools.a.b", arguments: { id: "x*/y", token: "[hidden]" }, answer: undefined },
      { codePath: "tools.a.b", arguments: { id: "z" }, answer: undefined },
      { codePath: "tools.a.b", arguments: undefined, answer: undefined },
    ],
    "n",
  );
  expect(JSON.parse(made.input)).toEqual({ id: "x*/y", token: "", id2: "z" });
  expect(made.code).toContain('/** Like "x*\\/y". */');
  expect(made.code).toContain("const b2 = await tools.a.b({\n  id: input.id2,\n});");
  expect(made.code).toContain("were not stored. Fill them in.\nconst b3 = await tools.a.b({});\nreturn b3;");
});

test("a workflow that was called is run as one: what it called is not the client's own", () => {
  const moment = (id: string, executionId: string | null, more: object = {}): SessionMoment => ({
    ...{ id, at: "", totalMs: 1, type: "call", connection: "demo", tool: "list_orders", via: "mcp" },
    ...{ outcome: "ok", errorCode: null, queueMs: 0, upstreamMs: 0, bytesOut: 0, executionId, program: null },
    ...more,
  });
  const run = { type: "execution", connection: null, tool: null };
  const timeline = [
    moment("own", null),
    moment("workflow", "w", { ...run, via: "workflow", program: "nightly-report" }),
    moment("inner", "w"),
    moment("code", "c", run),
    moment("from code", "c"),
    moment("failed workflow", "f", { ...run, via: "workflow", outcome: "error" }),
    moment("inner of failed", "f"),
  ];
  const own = ownMoments(timeline);
  expect(own.map(({ id }) => id)).toEqual(["own", "workflow", "from code"]);
  const made = sessionProgram(
    [
      { codePath: "tools.demo.list_orders", arguments: {}, answer: orders },
      {
        ...{ codePath: "workflows.run", workflow: "nightly-report" },
        ...{ arguments: { order: "ord_1060", days: 7 }, answer: { url: "https://example.com/r" } },
      },
    ],
    "n",
  );
  expect(made.code).toContain(`const nightlyReport = await workflows.run("nightly-report", {
  order: listOrders.orders[0].id,
  days: input.days,
});
return nightlyReport;
`);
});
