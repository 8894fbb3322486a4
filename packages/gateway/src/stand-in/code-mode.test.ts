import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import {
  createProfile,
  decideApproval,
  getExecution,
  listApprovals,
  listCalls,
  listExecutions,
  setPolicy,
} from "@patchops/services";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { openTestGateway } from "../testing/open-test-gateway.ts";

const gateway = await openTestGateway({ keepAliveMs: 200 });
const ada = await gateway.tenant("ada");
const orders = [
  { id: "o-1", total: 40 },
  { id: "o-2", total: 2 },
];
const shop = await startMcpFixture({
  tools: [
    {
      name: "list_orders",
      description: "Lists the orders of a customer.\nNewest first, at most a hundred.",
      inputSchema: { type: "object", properties: { customer: { type: "string" } }, required: ["customer"] },
      outputSchema: {
        type: "object",
        properties: { orders: { type: "array", items: { type: "object" } } },
        required: ["orders"],
      },
      call: () => ({ content: [], structuredContent: { orders } }),
    },
    {
      name: "get-order",
      description: "Gets one order.",
      call: () => ({ content: [{ type: "text", text: "There is no order o-9." }], isError: true }),
    },
    {
      name: "mail",
      description: "Sends a mail.",
      call: () => ({ content: [{ type: "text", text: "sent" }] }),
    },
    { name: "wait", call: () => new Promise(() => undefined) },
    {
      name: "picture",
      call: () => ({ content: [{ type: "image", data: "aGVsbG8=", mimeType: "image/png" }] }),
    },
  ],
});
const vault = await startMcpFixture({
  tools: [{ name: "secret", description: "Lists the orders of nobody." }],
});
afterAll(() => Promise.all([shop.close(), vault.close()]));
await ada.connect(shop.url, "shop");
await ada.connect(vault.url, "vault");
const { slug } = await createProfile(ada.context, {
  name: "Coding",
  connections: ["shop"],
  isCodeMode: true,
});
await createProfile(ada.context, { name: "Other", connections: ["vault"], isCodeMode: true });
await setPolicy(ada.context, { action: "ask", tool: "shop_mail" });

type Era = "legacy" | "modern";

interface Answer {
  action: "accept" | "decline";
  content?: Record<string, string>;
}

interface Outcome {
  content: { type: string; text?: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
}

/** A client of the SDK in an era, at a profile. */
async function connect(
  era: Era,
  {
    elicitation,
    answer,
    profile = slug,
    apiKey = ada.apiKey,
  }: {
    elicitation?: { form: Record<string, never> };
    answer?: (params: Record<string, unknown>) => Answer | Promise<Answer>;
    profile?: string;
    apiKey?: string;
  } = {},
) {
  const client = new Client(
    { name: era, version: "1" },
    {
      capabilities: elicitation === undefined ? {} : { elicitation },
      versionNegotiation: { mode: era === "legacy" ? "legacy" : { pin: "2026-07-28" } },
    },
  );
  if (answer)
    client.setRequestHandler("elicitation/create", async ({ params }) => ({
      ...(await answer({ ...params })),
    }));
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp/p/${profile}`), {
      requestInit: { headers: { authorization: `Bearer ${apiKey}` } },
    }),
  );
  onTestFinished(() => client.close());
  const call = async (
    name: string,
    args: Record<string, unknown>,
    options?: Parameters<Client["callTool"]>[1],
  ): Promise<Outcome> => (await client.callTool({ name, arguments: args }, options)) as Outcome;
  const run = (code: string, more: Record<string, unknown> = {}) => call("execute_code", { code, ...more });
  return { client, call, run };
}

const textOf = ({ content }: Outcome) => content.map(({ text = "" }) => text).join("\n");
const pageOf = ({ structuredContent }: Outcome) =>
  (structuredContent?.resultPage as { text: string } | undefined)?.text ?? "";
const pending = () => waitFor(async () => (await listApprovals(ada.context, { isPending: true }))[0]);

describe.each<Era>(["legacy", "modern"])("a %s client in code mode", (era) => {
  test("sees three tools, finds others by words and reads their types", async () => {
    const { client, call } = await connect(era);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(["search_tools", "describe_tools", "execute_code"]);
    expect(tools[2]?.description).toContain("Connected, with their numbers of tools: tools.shop (5).");
    const found = await call("search_tools", { query: "orders of a customer" });
    expect(found.structuredContent?.tools).toContainEqual({
      name: "shop_list_orders",
      path: "tools.shop.list_orders",
      description: "Lists the orders of a customer.",
    });
    expect(textOf(found)).not.toContain("vault");
    const described = await call("describe_tools", {
      names: ["tools.shop.list_orders", 'tools["shop"]["get-order"]', "shop_mial", "tools.vault.secret"],
    });
    const text = textOf(described);
    expect(text).toContain("list_orders(args: { customer: string }): Promise<{ orders: Array<");
    expect(text).toContain("get_order(args?: ");
    expect(text).toContain('no tool "shop_mial". Did you mean shop_mail?');
    expect(text).toContain('no tool "tools.vault.secret". ');
    expect(text).not.toContain("secret(");
    // Tools of the list are not there, but how to call them is.
    expect(await call("shop_list_orders", {})).toMatchObject({ isError: true });
    expect(textOf(await call("shop_list_orders", {}))).toContain("by execute_code:\ndeclare const tools");
  });

  test("runs a program: result, logs, progress, its calls metered in the session and the profile", async () => {
    const { client, call } = await connect(era);
    const logged: unknown[] = [];
    const progress: string[] = [];
    client.setNotificationHandler("notifications/message", ({ params }) => void logged.push(params));
    const meta = era === "modern" ? { _meta: { "io.modelcontextprotocol/logLevel": "info" } } : {};
    const code = `console.debug("quiet"); console.warn("looking for", input.name);
      const { orders } = await tools.shop.list_orders({ customer: input.name });
      return orders.filter((order) => order.total > 10);`;
    if (era === "legacy") await client.setLoggingLevel("info");
    const answer = (await client.callTool(
      { name: "execute_code", arguments: { code, input: { name: "bob" } }, ...meta },
      { onprogress: ({ message = "" }) => void progress.push(message) },
    )) as Outcome;
    expect(answer.structuredContent).toMatchObject({
      status: "succeeded",
      result: [{ id: "o-1", total: 40 }],
      toolCalls: 1,
      logs: [
        { level: "debug", text: "quiet" },
        { level: "warn", text: "looking for bob" },
      ],
      usage: { cpuMs: expect.any(Number), wallMs: expect.any(Number) },
    });
    expect(textOf(answer)).toMatch(
      /^\[{"id":"o-1","total":40}\]\n\nLogs:\n.*warn: looking for bob.*succeeded, 1 tool call, /s,
    );
    await waitFor(() => logged.length > 0);
    expect(logged).toEqual([{ level: "warning", logger: "execute_code", data: "looking for bob" }]);
    expect(progress.length).toBeGreaterThan(0);
    await gateway.services.meter.flush();
    const executionId = String(answer.structuredContent?.executionId);
    const { calls } = await listCalls(ada.context, { tool: "list_orders" });
    expect(calls[0]).toMatchObject({ via: "code", profile: slug, executionId, outcome: "ok" });
    const rows = await gateway.services.database.withOrganization(ada.organizationId, (trx) =>
      trx.selectFrom("usageEvents").selectAll().where("executionId", "=", executionId).execute(),
    );
    expect(rows.map(({ kind }) => kind).sort()).toEqual(["call", "execution"]);
    expect(new Set(rows.map((row) => row.promptSessionId)).size).toBe(1);
    expect(rows[0]?.promptSessionId).not.toBeNull();
    expect(await call("execute_code", {})).toMatchObject({ isError: true });
  });

  test("is told by a failed program what to mend and what was done", async () => {
    const { run } = await connect(era);
    const failed = await run(
      `await tools.shop.list_orders({ customer: "bob" });\nreturn await tools.shop.get_order({ id: "o-9" });`,
    );
    expect(failed).toMatchObject({
      isError: true,
      structuredContent: {
        status: "failed",
        error: { code: "tool_error", line: 2, frame: expect.any(String) },
      },
    });
    const text = textOf(failed);
    expect(text).toContain("(tool_error) of shop.get_order at line 2");
    expect(text).toContain("There is no order o-9.");
    expect(text).toMatch(/> 2 \| return await tools\.shop\.get_order/);
    expect(text).toContain('describe_tools({ "names": ["tools.shop.get_order"] })');
    expect(text).toContain("Calls that were made: shop.list_orders ok, shop.get-order tool error.");
    expect(textOf(await run("return )"))).toMatch(/SyntaxError.*line 1/);
    expect(await run("while (true);", { timeoutMs: 300 })).toMatchObject({
      isError: true,
      structuredContent: { status: "timed_out" },
    });
    expect(textOf(await run("return 1", { timeoutMs: "soon" }))).toContain("timeoutMs is a whole number");
  });

  test("reaches no tool, no result and no name of another profile", async () => {
    const { run } = await connect(era);
    const other = await connect(era, { profile: "other" });
    const tried = await run(`const found = [];
      for (const name of ["secret", "anything"]) {
        try { found.push(await tools.vault[name]({})) } catch (error) { found.push(error.code + " " + error.message) }
      }
      try { await tools.nowhere.at_all() } catch (error) { found.push(error.message) }
      try { await tools.describe("vault_secret") } catch (error) { found.push(error.code) }
      found.push((await tools.search("orders of nobody")).map(({ path }) => path));
      return found`);
    expect(tried.structuredContent?.result).toEqual([
      expect.stringMatching(/^unknown_tool/),
      expect.stringMatching(/^unknown_tool/),
      expect.stringContaining("There are: shop."),
      "unknown_tool",
      expect.not.arrayContaining(["tools.vault.secret"]),
    ]);
    const { executionId: resume } = tried.structuredContent ?? {};
    expect(textOf(await other.call("execute_code", { resume }))).toContain("There is no such run.");
    expect(vault.requests.filter(({ method }) => method === "tools/call")).toEqual([]);
  });

  test("gets a large result in pages and a picture as one", async () => {
    const { call, run } = await connect(era);
    const first = await run(`return Array.from({ length: 5_000 }, (_, n) => "row " + n)`);
    expect(first.structuredContent).toMatchObject({ resultPage: { page: 1, pages: 3 } });
    expect(first.structuredContent).not.toHaveProperty("result");
    const { executionId: resume } = first.structuredContent ?? {};
    expect(textOf(first)).toContain(`execute_code({ "resume": "${resume}", "page": 2 })`);
    const parts = [first];
    for (const page of [2, 3]) parts.push(await call("execute_code", { resume, page }));
    const whole = parts.map((each) => pageOf(each)).join("");
    expect(JSON.parse(whole)).toHaveLength(5_000);
    expect(textOf(await call("execute_code", { resume, page: 4 }))).toContain("has 3 pages");
    const shown = await run("return { made: await tools.shop.picture({}) }");
    expect(shown.content[1]).toEqual({ type: "image", data: "aGVsbG8=", mimeType: "image/png" });
    expect(textOf(shown)).not.toContain("aGVsbG8=");
  });

  test("is asked for an approval while its program waits, which goes on where it was", async () => {
    const asked: Record<string, unknown>[] = [];
    const { run } = await connect(era, {
      elicitation: { form: {} },
      answer: (params) => {
        asked.push(params);
        return { action: "accept", content: { decision: asked.length === 1 ? "approve" : "deny" } };
      },
    });
    const code = `const before = Math.random();
      const first = await tools.shop.mail({ to: "ann" });
      try { await tools.shop.mail({ to: "eve" }) } catch (error) { return [first, error.code] }`;
    const answer = await run(code);
    expect(answer.structuredContent).toMatchObject({
      status: "succeeded",
      result: ["sent", "approval_denied"],
    });
    expect(asked.map(({ message }) => message)).toEqual([
      expect.stringMatching(/ask before shop_mail.*"to": "ann"/s),
      expect.stringContaining('"to": "eve"'),
    ]);
  });

  test("that cannot be asked gets a link, and picks the outcome up when somebody has answered", async () => {
    const { call, run } = await connect(era);
    const waiting = await run(`console.log("before"); return await tools.shop.mail({ to: "link ${era}" })`);
    expect(waiting.isError).toBeUndefined();
    const { id } = await pending();
    const { executionId: resume } = waiting.structuredContent ?? {};
    expect(waiting.structuredContent).toMatchObject({ status: "awaiting_approval", approvals: [{ id }] });
    expect(textOf(waiting)).toContain(`${gateway.url}/approvals/${id}`);
    expect(textOf(waiting)).toContain(`execute_code({ "resume": "${resume}" })`);
    const picking = call("execute_code", { resume });
    await decideApproval(ada.context, { id, decision: "approve" });
    expect((await picking).structuredContent).toMatchObject({ status: "succeeded", result: "sent" });
    // It is kept: an answer that was lost on the way is had again.
    expect((await call("execute_code", { resume })).structuredContent).toMatchObject({ result: "sent" });
  });

  test("ends its run when it gives up the call", async () => {
    const { run, client } = await connect(era);
    const giving = new AbortController();
    const before = shop.requests.length;
    const call = client.callTool(
      { name: "execute_code", arguments: { code: "return await tools.shop.wait({})" } },
      { signal: giving.signal },
    );
    const given = expect(call).rejects.toThrow();
    await waitFor(() => shop.requests.length > before);
    giving.abort();
    await given;
    await waitFor(async () => {
      const { executions } = await listExecutions(ada.context, { limit: 1 });
      return executions[0]?.status === "cancelled" || undefined;
    });
    expect((await run("return 1")).structuredContent).toMatchObject({ result: 1 });
  });
});

test("a key without code:execute searches, and is told which scope a program needs", async () => {
  const { key } = await ada.key(["tools:read", "tools:call"]);
  const { call, client } = await connect("legacy", { apiKey: key });
  expect((await call("search_tools", { query: "orders" })).isError).toBeUndefined();
  await expect(client.callTool({ name: "execute_code", arguments: { code: "return 1" } })).rejects.toThrow(
    /code:execute/,
  );
});

test("a run outlives the answer that says that it waits, and is the caller's alone", async () => {
  const { run } = await connect("modern");
  const waiting = await run(`return await tools.shop.mail({ to: "later" })`);
  const executionId = String(waiting.structuredContent?.executionId);
  expect((await getExecution(ada.context, { executionId })).status).toBe("awaiting_approval");
  const bob = await gateway.tenant("bob");
  await createProfile(bob.context, { name: "Coding", connections: "all", isCodeMode: true });
  const stranger = await connect("modern", { apiKey: bob.apiKey });
  expect(textOf(await stranger.call("execute_code", { resume: executionId }))).toContain("no such run");
});

test("a modern client's answer that comes after a restart finds the run, which goes on", async () => {
  let asked = 0;
  const { run } = await connect("modern", {
    elicitation: { form: {} },
    answer: async () => {
      asked += 1;
      if (asked === 1) await gateway.restart();
      return { action: "accept", content: { decision: "approve" } };
    },
  });
  const answer = await run(`return await tools.shop.mail({ to: "restarted" })`);
  expect(answer.structuredContent).toMatchObject({ status: "succeeded", result: "sent" });
  // The first answer was to a call that no node holds any more.
  expect(asked).toBe(2);
});

test("1,000 tools of 20 servers cost a client less than 1,500 tokens", async () => {
  const many = await startMcpFixture({
    tools: Array.from({ length: 50 }, (_, n) => ({
      name: `operate_on_resource_${n}`,
      description: "Does something with a resource that takes a while to describe.",
    })),
  });
  onTestFinished(() => many.close());
  const eve = await gateway.tenant("eve");
  for (let n = 0; n < 20; n += 1) await eve.connect(many.url, `department-of-redundancy-server-${n}`);
  await createProfile(eve.context, { name: "Coding", connections: "all", isCodeMode: true });
  const { client } = await connect("modern", { apiKey: eve.apiKey });
  const { tools } = await client.listTools();
  const text = JSON.stringify(tools) + (client.getInstructions() ?? "");
  expect(text).toMatch(/tools\.department_of_redundancy \(50\), .* and \d more, which search_tools knows/);
  // At 4 characters a token, as everywhere here; the tokenizers in use need fewer for such text.
  expect(text.length / 4).toBeLessThan(1_500);
});
