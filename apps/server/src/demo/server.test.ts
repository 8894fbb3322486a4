import { waitFor } from "@patchops/testing";
import { expect, test } from "vitest";
import { createDemoServer } from "./server.ts";

const serve = createDemoServer("1.0.0");

async function ask(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const answer = await serve(
    { jsonrpc: "2.0", id: 1, method, params },
    {
      connectionId: "demo",
      ownerKey: "ann",
      signal: new AbortController().signal,
      send: () => undefined,
    },
  );
  if (!answer || !("result" in answer)) throw new Error(`no result: ${JSON.stringify(answer)}`);
  return answer.result;
}
const call = (name: string, args: Record<string, unknown>) => ask("tools/call", { name, arguments: args });

test("what a demo tool publishes is what it holds its arguments to", async () => {
  const { tools } = (await ask("tools/list")) as { tools: { name: string; inputSchema: unknown }[] };
  expect(tools.map(({ name }) => name)).toEqual([
    "list_orders",
    "get_order",
    "create_ticket",
    "send_email",
    "slow_report",
    "flaky",
    "big_result",
    "ask_me",
  ]);
  expect(tools[0]?.inputSchema).toEqual({
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
  });
});

test.each([
  ["list_orders", { limit: "x" }, ["limit:", '"maximum":60']],
  ["list_orders", { limit: 9999 }, ["limit:", '"maximum":60']],
  ["list_orders", { limit: 1.5 }, ["limit:", '"integer"']],
  ["list_orders", { status: "lost" }, ["status:", '"open","shipped","returned"']],
  ["get_order", {}, ["id:", '"string"']],
  ["create_ticket", { orderId: "ord_1060", subject: "" }, ["subject:", '"minLength":1']],
  ["send_email", { to: "nobody", subject: "s", body: "b" }, ["to:", '"email"']],
  ["slow_report", { seconds: 31 }, ["seconds:", '"maximum":30']],
  ["big_result", { rows: 0 }, ["rows:", '"minimum":1']],
])("%s refuses %j and names the field and what is allowed", async (name, args, words) => {
  const { isError, content } = await call(name, args);
  expect(isError).toBe(true);
  for (const word of words) expect(JSON.stringify(content)).toContain(JSON.stringify(word).slice(1, -1));
});

test("arguments that fit are used, and what is left out has its published default", async () => {
  expect(await call("list_orders", {})).toMatchObject({ structuredContent: { total: 60 } });
  const { structuredContent } = await call("list_orders", {});
  expect((structuredContent as { orders: unknown[] }).orders).toHaveLength(10);
  expect(await call("create_ticket", { orderId: "ord_1060", subject: "Late" })).toMatchObject({
    structuredContent: { priority: "normal", status: "open" },
  });
});

test("one resource and one prompt show what there is besides tools", async () => {
  const { resources } = (await ask("resources/list")) as { resources: { uri: string }[] };
  const { contents } = (await ask("resources/read", { uri: resources[0]?.uri })) as {
    contents: { text: string }[];
  };
  expect(contents[0]?.text.split("\n")).toHaveLength(1 + 60 + 1);
  expect(contents[0]?.text).toContain('"Notebook, set of 5"');
  const { prompts } = (await ask("prompts/list")) as { prompts: { name: string }[] };
  const asked = { name: prompts[0]?.name, arguments: { status: "open" } };
  expect(JSON.stringify(await ask("prompts/get", asked))).toMatch(/Summarize these \d+ open orders/);
  await expect(ask("prompts/get", { ...asked, arguments: {} })).rejects.toThrow("open, shipped or returned");
  await expect(ask("resources/read", { uri: "demo://nothing" })).rejects.toThrow("-32002");
  expect(await ask("completion/complete", { argument: { name: "status", value: "s" } })).toEqual({
    completion: { values: ["shipped"] },
  });
});

test("ask_me asks in the middle of the call, and only whoever was asked is heard", async () => {
  const asked: { id: string; params: { message: string } }[] = [];
  const context = (ownerKey: string) => ({
    connectionId: "demo",
    ownerKey,
    signal: new AbortController().signal,
    send: (said: unknown) => {
      asked.push(said as { id: string; params: { message: string } });
    },
  });
  const called = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "ask_me" } } as const;
  const answer = serve(called, context("ann"));
  await waitFor(() => asked.length > 0);
  const [question] = asked;
  expect(question).toMatchObject({
    method: "elicitation/create",
    params: { mode: "form", message: "How shall ord_1060 be wrapped?", requestedSchema: { type: "object" } },
  });
  const say = (content: Record<string, unknown>) =>
    ({ jsonrpc: "2.0", id: question?.id ?? "", result: { action: "accept", content } }) as const;
  await serve(say({ paper: "stripes" }), context("ben"));
  await serve(say({ paper: "stars" }), context("ann"));
  expect(await answer).toMatchObject({
    result: { structuredContent: { orderId: "ord_1060", isWrapped: true, wrapping: { paper: "stars" } } },
  });
});

test("ask_me says where it can be called when nobody can be asked", async () => {
  const answered = serve(
    { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "ask_me" } },
    {
      connectionId: "demo",
      ownerKey: "ann",
      signal: new AbortController().signal,
      send: (said) => {
        const id = "id" in said ? said.id : "";
        const error = { code: -32603, message: "Nobody can be asked here." };
        void serve(
          { jsonrpc: "2.0", id, error },
          {
            connectionId: "demo",
            ownerKey: "ann",
            signal: new AbortController().signal,
            send: () => undefined,
          },
        );
      },
    },
  );
  expect(await answered).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringContaining("Nobody could be asked") }] },
  });
});
