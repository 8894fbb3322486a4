import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { modernMetaKeys, modernVersion } from "@patchops/protocol";
import { decideApproval, listApprovals, setPolicy } from "@patchops/services";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { openTestGateway } from "./testing/open-test-gateway.ts";
import { rpc } from "./testing/raw-client.ts";
import { send } from "./testing/send.ts";

const gateway = await openTestGateway({ keepAliveMs: 200 });
const ada = await gateway.tenant("ada");
const server = await startMcpFixture({ tools: [{ name: "mail" }] });
afterAll(() => server.close());
await ada.connect(server.url, "shop");
await setPolicy(ada.context, { action: "ask", tool: "shop_mail" });

type Answer = { action: "accept" | "decline" | "cancel"; content?: { decision: string } };

async function connect(capabilities: Record<string, unknown>, answer?: (params: object) => Answer) {
  const client = new Client({ name: "editor", version: "1" }, { capabilities });
  if (answer) client.setRequestHandler(ElicitRequestSchema, ({ params }) => answer(params));
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${ada.apiKey}` } },
    }),
  );
  onTestFinished(() => client.close());
  return client;
}

const pending = () => waitFor(async () => (await listApprovals(ada.context, { isPending: true }))[0]);
const sent = () => server.requests.filter(({ method }) => method === "tools/call").length;

test("a client that shows forms asks its person, with the exact arguments; a no is a refusal", async () => {
  const asked: object[] = [];
  const client = await connect({ elicitation: {} }, (params) => {
    asked.push(params);
    return { action: "accept", content: { decision: "approve" } };
  });
  const before = sent();
  const answer = await client.callTool({ name: "shop_mail", arguments: { to: "ann@example.com" } });
  expect(answer.isError).toBeUndefined();
  expect(sent() - before).toBe(1);
  expect(asked).toEqual([
    {
      message: expect.stringMatching(/ask before shop_mail.*"to": "ann@example\.com"/s),
      requestedSchema: expect.objectContaining({ required: ["decision"] }),
    },
  ]);
  for (const no of [{ action: "decline" }, { action: "accept", content: { decision: "deny" } }] as const) {
    const declining = await connect({ elicitation: { form: {} } }, () => no);
    expect(await declining.callTool({ name: "shop_mail", arguments: { no: 1 } })).toMatchObject({
      isError: true,
      _meta: { "patchops/error": { code: "approval_denied", sent: false } },
    });
  }
  expect(sent() - before).toBe(1);
});

test.each([
  ["cannot be asked", {}, undefined],
  ["closes the form", { elicitation: {} }, { action: "cancel" }],
  ["opens the page", { elicitation: { url: {} } }, { action: "accept" }],
] as const)("a call of a client that %s waits for the page", async (_what, capabilities, answer) => {
  const urls: unknown[] = [];
  const client = await connect(
    capabilities,
    answer &&
      ((params) => {
        urls.push(Reflect.get(params, "url"));
        return answer;
      }),
  );
  const calling = client.callTool({ name: "shop_mail", arguments: { waits: 1 } });
  const { id } = await pending();
  await decideApproval(ada.context, { id, decision: "approve" });
  expect((await calling).isError).toBeUndefined();
  if ("elicitation" in capabilities && "url" in capabilities.elicitation) {
    expect(urls).toEqual([`${gateway.url}/approvals/${id}`]);
  }
});

test("where the rule lets nobody approve their own, the person is not asked", async () => {
  await setPolicy(ada.context, { action: "ask", tool: "shop_mail", allowsSelfApproval: false });
  const asked: object[] = [];
  const client = await connect({ elicitation: {} }, (params) => {
    asked.push(params);
    return { action: "decline" };
  });
  const giving = new AbortController();
  const call = { name: "shop_mail", arguments: {} };
  const given = expect(client.callTool(call, undefined, { signal: giving.signal })).rejects.toThrow();
  await pending();
  giving.abort();
  await given;
  expect(asked).toEqual([]);
  await setPolicy(ada.context, { action: "ask", tool: "shop_mail" });
});

test("in 2026-07-28 the question is the answer to the call, and its retry goes on", async () => {
  const meta = {
    [modernMetaKeys.protocolVersion]: modernVersion,
    [modernMetaKeys.clientCapabilities]: { elicitation: { form: {} } },
    [modernMetaKeys.clientInfo]: { name: "modern", version: "1" },
  };
  const call = async (more: Record<string, unknown>) => {
    const headers = {
      authorization: `Bearer ${ada.apiKey}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": modernVersion,
      "mcp-method": "tools/call",
      "mcp-name": "shop_mail",
    };
    const params = { name: "shop_mail", arguments: { modern: 1 }, ...more, _meta: meta };
    const { text } = await send(`${gateway.url}/mcp`, {
      headers,
      body: JSON.stringify(rpc("tools/call", params, 7)),
    });
    // It has become a stream where it took longer.
    const answer = text.startsWith("{") ? text : text.slice(text.lastIndexOf("data: ") + 6);
    return (JSON.parse(answer) as { result: Record<string, unknown> }).result;
  };
  const first = await call({});
  expect(first).toMatchObject({ resultType: "input_required" });
  const [key = ""] = Object.keys(first.inputRequests as object);
  const before = sent();
  const inputResponses = { [key]: { action: "accept", content: { decision: "approve" } } };
  expect(await call({ requestState: first.requestState, inputResponses })).toMatchObject({
    resultType: "complete",
    content: [{ text: '{"modern":1}' }],
  });
  expect(sent() - before).toBe(1);
});
