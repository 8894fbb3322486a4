import { createClient, PatchOpsError } from "@patchops/sdk";
import { freePort } from "@patchops/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { sharedInstance } from "./shared-instance.ts";

let client: ReturnType<typeof createClient>;

const instance = sharedInstance();
beforeAll(async () => {
  const { apiKey } = await instance.setUp("sdk@example.com");
  client = createClient({ url: instance.url, apiKey });
  await client.connection.add.mutate({ target: { kind: "demo" } });
});

const failure = (promise: Promise<unknown>): Promise<PatchOpsError> =>
  promise.then(
    () => {
      throw new Error("It was to fail.");
    },
    (error: unknown) => {
      if (!(error instanceof PatchOpsError)) throw error;
      return error;
    },
  );

describe("the SDK against a whole instance", () => {
  it("lists tools and calls one; each call is counted once", async () => {
    const before = await client.usage.summary();
    const tools = await client.tools.list({ search: "orders" });
    expect(tools.map(({ name }) => name)).toContain("demo_list_orders");
    const { callId, result } = await client.tools.call("demo_list_orders", { limit: 2 });
    expect(result.structuredContent).toMatchObject({ orders: [expect.anything(), expect.anything()] });
    await expect.poll(async () => (await client.usage.summary()).calls).toBe(before.calls + 1);
    expect(await client.activity.get.query({ id: callId })).toMatchObject({
      tool: "list_orders",
      via: "sdk",
    });
  });

  it("gives a run's events as they come, then its result", async () => {
    const run = client.execute(
      'console.log("one"); await tools.demo.get_order({ id: "ord_1060" }); console.log("two"); return input.n * 2;',
      { input: { n: 21 } },
    );
    const seen: string[] = [];
    for await (const event of run.events()) {
      if (event.type === "log") seen.push(event.log.text);
      if (event.type === "call" && event.call.state === "ok") seen.push(event.call.tool);
      if (event.type === "state") seen.push(event.status);
    }
    expect(seen.filter((entry) => entry !== "queued" && entry !== "running")).toEqual([
      "one",
      "get_order",
      "two",
      "succeeded",
    ]);
    expect(await run.result()).toMatchObject({ status: "succeeded", result: 42, toolCalls: 1 });
  });

  it("picks up a run that was left, after what was seen", async () => {
    const id = await client.execute('console.log("a"); console.log("b"); return 1').id;
    const all = [];
    for await (const event of client.executions.events(id)) all.push(event.sequence);
    const later = [];
    for await (const event of client.executions.events(id, { after: 2 })) later.push(event.sequence);
    expect(later).toEqual(all.slice(2));
    expect(await client.executions.get(id)).toMatchObject({ executionId: id, status: "succeeded" });
  });

  it("cancels an endless loop, and calls of others go on meanwhile", async () => {
    const run = client.execute('console.log("on"); for (;;);');
    for await (const event of run.events()) if (event.type === "log") break;
    expect((await client.tools.call("demo_list_orders", {})).result.isError).not.toBe(true);
    await run.cancel();
    expect(await run.result()).toMatchObject({ status: "cancelled" });
  });

  it("runs side by side overlap their calls, and answer each its own", async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        client.execute("await tools.demo.list_orders({ limit: 1 }); return input;", { input: n }).result(),
      ),
    );
    expect(results.map(({ result }) => result)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("every failure is one kind of error, with its code and what to do", async () => {
    expect(await failure(client.tools.call("demo_list_order"))).toMatchObject({
      code: "unknown_tool",
      sent: false,
      requestId: expect.any(String),
      next: expect.stringContaining("demo_list_orders"),
    });
    const stranger = createClient({ url: instance.url, apiKey: "po_wrong" });
    expect(await failure(stranger.tools.list())).toMatchObject({ code: "unauthenticated" });
    expect(await failure(client.execute("").id)).toMatchObject({ code: "invalid_input" });
    const nobody = createClient({ url: `http://127.0.0.1:${await freePort()}`, timeoutMs: 2_000 });
    expect(await failure(nobody.tools.list())).toMatchObject({ code: "unreachable", sent: false });
    const failed = await client.execute("\nnull.x").result();
    expect(failed).toMatchObject({ status: "failed", error: { name: "TypeError", line: 2 } });
  });
});
