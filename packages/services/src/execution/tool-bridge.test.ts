import { expect, test } from "vitest";
import { updateConnection } from "../connection/index.ts";
import { openPrograms } from "./test-programs.ts";

const { services, programmer, run, rows } = await openPrograms();

test("a failed call is a ToolError with its code, and hides what is the host's", async () => {
  const { context } = await programmer("failing");
  const caught = (call: string) =>
    `try { await ${call} } catch (error) {
      const { name, code, retryable, connection, tool, message, stack } = error;
      return { name, code, retryable, connection, tool, message, stack, isToolError: error instanceof ToolError };
    }`;
  const soft = await run(context, caught("tools.shop.refuse({})"));
  expect(soft.result).toMatchObject({
    name: "ToolError",
    code: "tool_error",
    retryable: false,
    connection: "shop",
    tool: "refuse",
    message: "no such order",
    isToolError: true,
  });
  expect(soft.calls).toMatchObject([{ state: "tool_error", error: { message: "no such order" } }]);
  const unknown = await run(context, caught("tools.shop.ad({})"));
  expect(unknown.result).toMatchObject({ code: "unknown_tool", connection: "shop", tool: "ad" });
  expect(unknown.calls).toMatchObject([{ tool: "ad", state: "refused" }]);
  const elsewhere = await run(context, "1;\nawait tools.shpo.add({})");
  expect(elsewhere.error).toMatchObject({
    code: "not_found",
    message: 'There is no connection named "shpo". Did you mean shop?',
    line: 2,
  });
  await updateConnection(context, { connection: "shop", isPaused: true });
  const paused = await run(context, caught("tools.shop.add({})"));
  expect(paused.result).toMatchObject({ code: "connection_paused" });
  expect(paused.calls).toMatchObject([{ state: "refused" }]);
  await updateConnection(context, { connection: "shop", isPaused: false });
  const uncaught = await run(context, "await tools.shop.refuse({})");
  expect(uncaught).toMatchObject({ status: "failed", error: { code: "tool_error", line: 1 } });
  expect(JSON.stringify([soft, unknown, paused, uncaught])).not.toMatch(
    /\/packages\/|node_modules|file:\/\/|(?<!program)\.ts:/,
  );
});

test("search and describe know the caller's tools alone", async () => {
  const { context } = await programmer("searcher");
  const found = await run(
    context,
    `return [await tools.search("add"), (await tools.describe("shop_add")).codePath]`,
  );
  expect(found.result).toEqual([
    [expect.objectContaining({ name: "shop_add", path: "tools.shop.add" })],
    "tools.shop.add",
  ]);
  await updateConnection(context, { connection: "shop", isPaused: true });
  expect((await run(context, `return await tools.search("add")`)).result).toEqual([]);
});

test("resources and prompts are refused with what to do instead, and count as no call", async () => {
  const { context, organizationId } = await programmer("reader");
  const done = await run(
    context,
    `const said = [];
     for (const ask of [() => resources.read("file:///x"), () => prompts.get("greet", {})])
       await ask().catch(({ code, message }) => said.push([code, message]));
     return said;`,
  );
  expect(done).toMatchObject({
    status: "succeeded",
    toolCalls: 0,
    result: [
      ["not_found", expect.stringMatching(/^resources\.read does nothing yet.*tools\.search/)],
      ["not_found", expect.stringMatching(/^prompts\.get does nothing yet.*tools\.search/)],
    ],
  });
  expect((await rows(organizationId)).map(({ kind }) => kind)).toEqual(["execution"]);
});

test("what a run keeps of its calls is bounded and without secrets", async () => {
  const { context, organizationId } = await programmer("talker");
  const done = await run(
    context,
    `await tools.shop.echo({ password: "hunter2hunter2" });
     for (let i = 0; i < 30; i += 1) await Promise.all([1, 2, 3, 4].map(() => tools.shop.big({ a: "y".repeat(60_000) })));
     return (await tools.shop.big({})).length;`,
  );
  expect(done).toMatchObject({ status: "succeeded", result: 300_000, toolCalls: 122 });
  expect(done.calls).toHaveLength(122);
  const events = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("executionEvents").select("event").execute(),
  );
  expect(JSON.stringify(events)).not.toContain("hunter2");
  // Arguments stand in the beginning and in the end of a call, so once more than the budget of 4 MiB.
  expect(JSON.stringify(events).length).toBeLessThan(10 * 1_024 ** 2);
});
