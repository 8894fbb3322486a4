import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "@patchops/sdk";
import { type McpFixture, startMcpFixture } from "@patchops/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommandAnswer } from "./run-command.ts";
import { type Instance, startInstance } from "./start-instance.ts";

let instance: Instance;
let fixture: McpFixture;
let apiKey: string;
/** Its wait is as long as all others together: it passes beside them, with another account. */
let slowAnswer: Promise<CommandAnswer>;

beforeAll(async () => {
  let slow: McpFixture;
  [instance, fixture, slow] = await Promise.all([startInstance(), startMcpFixture(), startMcpFixture()]);
  slow.behave({ kind: "hang" });
  const patient = await instance.setUp("patient@example.com");
  slowAnswer = instance
    .cli(["connections", "add", slow.url, "--name", "slow", "--json"], { apiKey: patient.apiKey })
    .finally(() => slow.close());
  ({ apiKey } = await instance.setUp());
  await json("connections", "add", "demo");
});
afterAll(() => Promise.all([instance?.dispose(), fixture?.close()]));

const run = (...args: string[]) => instance.cli(args, { apiKey });

async function json(...args: string[]) {
  const answer = await run(...args, "--json");
  expect(answer).toMatchObject({ code: 0, stderr: "" });
  return JSON.parse(answer.stdout);
}

const errorOf = ({ stderr }: CommandAnswer) => JSON.parse(stderr).error;

describe("setup", () => {
  it("answers the account, its organization and a key, each time for another account", async () => {
    const password = ["--password", "correct horse battery"];
    const second = await json("setup", "--email", "second@example.com", ...password);
    expect(second).toEqual({
      userId: expect.any(String),
      organizationId: expect.any(String),
      apiKey: expect.stringMatching(/^po_/),
    });
    const tools = await instance.cli(["tools", "list", "--json"], { apiKey: second.apiKey });
    // Another organization: nothing of the first one's is there.
    expect(tools).toMatchObject({ code: 0, stdout: "[]\n" });
  });

  it("refuses an address that is taken", async () => {
    const answer = await run("setup", "--email", "owner@example.com", "--password", "correct horse battery");
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain("Next:");
  });
});

describe("connections", () => {
  it("are added with a header or a bearer token, listed, refreshed and removed", async () => {
    fixture.setTools([{ name: "echo" }, { name: "second" }]);
    const added = await json(
      "connections",
      "add",
      fixture.url,
      "--name",
      "Own tools",
      "--header",
      "X-Key: abc",
    );
    expect(added).toMatchObject({ id: expect.any(String), slug: "own-tools", status: "ready", tools: 2 });
    expect(fixture.requests.at(-1)?.headers["x-key"]).toBe("abc");
    const bearer = await json(
      "connections",
      "add",
      fixture.url,
      "--name",
      "bearer",
      "--bearer",
      "secret-token-1",
    );
    expect(bearer.slug).toBe("bearer");
    expect(fixture.requests.at(-1)?.headers.authorization).toBe("Bearer secret-token-1");

    const listed = await run("connections", "list", "--json");
    expect(listed.stdout).not.toContain("secret-token-1");
    expect(
      JSON.parse(listed.stdout)
        .map((entry: { slug: string }) => entry.slug)
        .sort(),
    ).toEqual(["bearer", "demo", "own-tools"]);
    fixture.setTools([{ name: "echo" }]);
    expect(await json("connections", "refresh", "bearer")).toMatchObject({ status: "ready", tools: 1 });
    await json("connections", "remove", "bearer", "--yes");
    await json("connections", "remove", "own-tools", "--yes");
    expect((await json("connections", "list")).map((entry: { slug: string }) => entry.slug)).toEqual([
      "demo",
    ]);
  });

  describe("that cannot work say why and what to do next", () => {
    let strange: Server;
    let port: number;

    beforeAll(async () => {
      strange = createServer((_, response) => {
        response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Shop</title>");
      }).listen(0, "127.0.0.1");
      await new Promise((resolve) => strange.once("listening", resolve));
      ({ port } = strange.address() as AddressInfo);
    });
    afterAll(() => {
      strange.closeAllConnections();
      return new Promise((resolve) => strange.close(resolve));
    });

    it.each([
      { what: "no address at all", target: () => "not an address", code: 2, words: /address/i },
      { what: "a closed port", target: () => "http://127.0.0.1:9/mcp", code: 4, words: /No answer|refused/ },
      { what: "a web page", target: () => `http://127.0.0.1:${port}/mcp`, code: 1, words: /HTML/ },
      { what: "a private address", target: () => "http://10.1.2.3/mcp", code: 3, words: /private address/ },
    ])("$what", async ({ target, code, words }) => {
      const answer = await run("connections", "add", target(), "--name", "broken", "--json");
      expect(answer.stderr).toMatch(words);
      expect(answer.code).toBe(code);
      expect(errorOf(answer)).toMatchObject({ message: expect.any(String), next: expect.any(String) });
    });
  });
});

describe("tools and calls", () => {
  it("lists tools with names and schemas, and searches them", async () => {
    const tools = await json("tools", "list");
    expect(tools).toHaveLength(8);
    const found = await json("tools", "list", "--search", "list_orders");
    expect(found[0]).toMatchObject({
      name: "demo_list_orders",
      connection: "demo",
      originalName: "list_orders",
      description: expect.any(String),
      inputSchema: { type: "object" },
    });
  });

  it("prints the MCP result, and tells by its exit code how it ended", async () => {
    const ok = await json("call", "demo_list_orders", "--args", '{"limit":2}');
    expect(ok.structuredContent.orders).toHaveLength(2);
    const wrong = await run("call", "demo_get_order", "--args", '{"id":"none"}', "--json");
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ isError: true });
    expect(errorOf(await run("call", "demo_list_order", "--json"))).toMatchObject({
      code: "unknown_tool",
      sent: false,
      next: expect.stringContaining("demo_list_orders"),
    });
    expect((await run("call", "demo_list_orders", "--args", "{")).code).toBe(2);
    const stranger = await instance.cli(["call", "demo_list_orders", "--json"], { apiKey: "po_wrong" });
    expect(stranger.code).toBe(3);
    expect(errorOf(stranger)).toMatchObject({ code: "unauthenticated", requestId: expect.any(String) });
  });
});

describe("run", () => {
  const inTerminal = (code: string, ...options: string[]) =>
    instance.cli(["run", "-", "--json", ...options], { apiKey, input: code, isSpawned: true });
  const program = (code: string, ...options: string[]) =>
    instance.cli(["run", "-", "--json", ...options], { apiKey, input: code });

  it("prints how the run went, and streams its logs on stderr", async () => {
    const answer = await inTerminal(`
      const { orders } = await tools.demo.list_orders({ limit: 3 });
      console.log("orders:", orders.length);
      return orders.map((order) => order.id);`);
    expect(answer).toMatchObject({ code: 0, stderr: "orders: 3\n" });
    expect(JSON.parse(answer.stdout)).toEqual({
      executionId: expect.any(String),
      status: "succeeded",
      result: [expect.any(String), expect.any(String), expect.any(String)],
      error: null,
      logs: [expect.objectContaining({ level: "log", text: "orders: 3" })],
      toolCalls: 1,
      // Beside them stands `queueMs` where a run had to wait for its place.
      usage: expect.objectContaining({
        cpuMs: expect.any(Number),
        wallMs: expect.any(Number),
        memoryPeakBytes: expect.any(Number),
      }),
    });
  });

  it.each([
    {
      what: "a thrown error",
      code: '\n\nthrow new RangeError("far")',
      status: "failed",
      error: { name: "RangeError", line: 3 },
    },
    {
      what: "a syntax error",
      code: "const a = 1;\nconst = 2;",
      status: "failed",
      error: { name: "SyntaxError", line: 2 },
    },
    {
      what: "a failed call",
      code: 'await tools.demo.get_order({ id: "none" })',
      status: "failed",
      error: { name: "ToolError", connection: "demo", tool: "get_order" },
    },
    { what: "an endless loop", code: "for (;;);", options: ["--timeout-ms", "500"], status: "timed_out" },
    {
      what: "a promise that never settles",
      code: "await new Promise(() => {})",
      options: ["--timeout-ms", "500"],
    },
    {
      what: "a memory bomb",
      code: "const all = []; for (;;) all.push(new Array(1e6).fill(all.length));",
      options: ["--memory-mb", "64"],
      status: "memory_exceeded",
    },
    {
      what: "a thrown Proxy",
      code: 'throw new Proxy({}, { get() { throw new Error("no") }, getPrototypeOf() { throw 1 } })',
      status: "failed",
    },
  ])("survives $what and says what it was", async ({ code, status, error, options = [] }) => {
    const answer = await program(code, ...options);
    expect(answer.code).toBe(1);
    const ended = JSON.parse(answer.stdout);
    if (status !== undefined) expect(ended.status).toBe(status);
    else expect(["failed", "timed_out"]).toContain(ended.status);
    expect(ended.error).toMatchObject({ name: expect.any(String), message: expect.any(String), ...error });
    // Nothing else was harmed.
    expect((await program("return 1 + 1")).code).toBe(0);
  });

  it("is cancelled on the server by Ctrl+C", async () => {
    const interrupt = new AbortController();
    const going = instance.cli(["run", "-", "--json"], {
      apiKey,
      input: 'console.log("on"); await new Promise((resolve) => setTimeout(resolve, 60_000));',
      signal: interrupt.signal,
      isSpawned: true,
    });
    const client = createClient({ url: instance.url, apiKey });
    const latest = async () => (await client.execution.list.query()).executions[0];
    await expect.poll(latest).toMatchObject({ status: "running", code: expect.stringContaining('"on"') });
    interrupt.abort();
    const answer = await going;
    expect(answer.code).toBe(130);
    await expect.poll(latest).toMatchObject({ status: "cancelled", code: expect.stringContaining('"on"') });
  });

  it("is named by the beginning of its id, and not said to be cancelled when it had ended", async () => {
    const { executionId } = JSON.parse((await program("return 1")).stdout);
    const beginning = executionId.slice(0, -3);
    expect((await run("executions", "cancel", beginning)).stdout).toBe("It had ended already: succeeded.\n");
    expect((await run("executions", "show", beginning)).stdout).toBe("1\n");
    expect((await run("executions", "show", "nothing")).stderr).toContain('There is no run "nothing"');
  });
});

describe("usage, activity and keys", () => {
  it("count every call once", async () => {
    const before = await json("usage");
    for (let call = 0; call < 3; call += 1) await json("call", "demo_list_orders", "--args", "{}");
    await run("call", "demo_get_order", "--args", '{"id":"none"}');
    await expect.poll(async () => (await json("usage")).calls).toBe(before.calls + 4);
    const usage = await json("usage");
    expect(usage.failures).toBe(before.failures + 1);
    expect(usage.byTool[0]).toEqual({
      connection: "demo",
      tool: expect.any(String),
      calls: expect.any(Number),
      failures: expect.any(Number),
      p50Ms: expect.any(Number),
      p95Ms: expect.any(Number),
    });
    const sum = usage.byTool.reduce((total: number, entry: { calls: number }) => total + entry.calls, 0);
    expect(sum).toBe(usage.calls);
    expect(await json("activity", "--limit", "2")).toHaveLength(2);
  });

  it("what comes faster than its rate is exit code 5, and answers tell what is left of it", async () => {
    const fast = await instance.setUp("fast@example.com");
    const cli = (...args: string[]) => instance.cli([...args, "--json"], { apiKey: fast.apiKey });
    await cli("connections", "add", "demo");
    const limit = ["rate.organizationPerMinute", "1", "--reason", "a test"];
    expect(await json("admin", "plan", "limit", fast.organizationId, ...limit)).toBeTruthy();
    const fields = async () => {
      const address = `${instance.url}/trpc/usage.quota`;
      const { headers } = await fetch(address, { headers: { authorization: `Bearer ${fast.apiKey}` } });
      return [headers.get("ratelimit-policy"), headers.get("ratelimit")];
    };
    expect(await fields()).toEqual([
      expect.stringMatching(/^"organization";q=1;w=60, "key";q=/),
      expect.stringMatching(/^"organization";r=1;t=/),
    ]);
    expect((await cli("call", "demo_list_orders")).code).toBe(0);
    const refused = await cli("call", "demo_list_orders");
    expect(refused.code).toBe(5);
    expect(errorOf(refused)).toMatchObject({ code: "rate_limited" });
    expect((await fields())[1]).toMatch(/^"organization";r=0;t=\d+/);
  });

  it("a key is shown once, limited by its scopes, and fails once it is revoked", async () => {
    const made = await json("keys", "create", "--name", "reader", "--scopes", "tools:read");
    expect(made).toEqual({
      id: expect.any(String),
      key: expect.stringMatching(/^po_/),
      name: "reader",
      prefix: expect.any(String),
    });
    const withKey = (...args: string[]) => instance.cli([...args, "--json"], { apiKey: made.key });
    expect((await withKey("tools", "list")).code).toBe(0);
    const refused = await withKey("call", "demo_list_orders");
    expect(refused.code).toBe(3);
    expect(errorOf(refused)).toMatchObject({ code: "insufficient_scope" });
    expect((await run("keys", "list", "--json")).stdout).not.toContain(made.key);
    expect(await json("keys", "revoke", made.id, "--yes")).toEqual({
      id: made.id,
      revokedAt: expect.any(String),
    });
    await expect.poll(async () => (await withKey("tools", "list")).code).toBe(3);
  });
});

describe("manners", () => {
  it("a server that is not there is exit code 4, with what to do", async () => {
    const answer = await instance.cli(["tools", "list"], {
      ...{ apiKey, url: "http://127.0.0.1:9", isSpawned: true },
    });
    expect(answer.code).toBe(4);
    expect(answer.stderr).toMatch(/^Error: .*\nNext: /);
  });

  it("a mistyped command is exit code 2 and names the right one", async () => {
    const answer = await run("conections");
    expect(answer.code).toBe(2);
    expect(answer.stderr).toContain("Did you mean connections?");
  });
});

it("a server that never answers is given up: the command says after how long, and what to do", async () => {
  const answer = await slowAnswer;
  expect(answer.code).toBe(4);
  expect(errorOf(answer)).toMatchObject({
    message: expect.stringMatching(/in \d+ s/),
    next: expect.any(String),
  });
});
