import { modernMetaKeys, modernVersion } from "@patchops/protocol";
import { startFullServer } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "../testing/open-test-gateway.ts";
import { rpc } from "../testing/raw-client.ts";
import { send } from "../testing/send.ts";

const gateway = await openTestGateway();
const ada = await gateway.tenant("ada");
const upstream = await startFullServer("legacy");
afterAll(() => upstream.close());
await ada.connect(upstream.url, "full");
const other = await gateway.anotherNode();

/** Calls a tool of a legacy server that asks for a form, as a modern client does. */
async function call(
  base: string,
  more: Record<string, unknown> = {},
  { apiKey = ada.apiKey, name = "full_test_elicitation", modes = { form: {} } as object } = {},
) {
  const _meta = {
    [modernMetaKeys.protocolVersion]: modernVersion,
    [modernMetaKeys.clientCapabilities]: { elicitation: modes },
    [modernMetaKeys.clientInfo]: { name: "modern", version: "1" },
  };
  const headers = {
    authorization: `Bearer ${apiKey}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": modernVersion,
    "mcp-method": "tools/call",
    "mcp-name": name,
  };
  const params = { name, arguments: { message: "Who?" }, _meta, ...more };
  const answer = await send(`${base}/mcp`, { headers, body: JSON.stringify(rpc("tools/call", params, 1)) });
  const data = answer.text.startsWith("{")
    ? answer.text
    : answer.text
        .split("\n")
        .findLast((line) => line.startsWith("data:"))
        ?.slice(5);
  return JSON.parse(data ?? "{}") as {
    result?: {
      resultType: string;
      inputRequests?: Record<string, { params: unknown }>;
      requestState?: string;
    };
    error?: { code: number; data: unknown };
  };
}

/** The answer to the one question that was asked. */
function answerTo(result: Awaited<ReturnType<typeof call>>["result"]) {
  const [key = ""] = Object.keys(result?.inputRequests ?? {});
  const content = { username: "ada", email: "ada@example.com" };
  return { requestState: result?.requestState, inputResponses: { [key]: { action: "accept", content } } };
}

test.each([
  ["the same node", () => gateway.url],
  ["another node", () => other],
])(
  "a call waits for its client's answer, and goes on by a retry at %s",
  async (_where, base) => {
    const { result } = await call(gateway.url);
    expect(result).toMatchObject({ resultType: "input_required", requestState: expect.any(String) });
    expect(Object.values(result?.inputRequests ?? {})).toMatchObject([
      { method: "elicitation/create", params: { message: "Who?" } },
    ]);
    const retry = answerTo(result);
    expect((await call(base(), retry)).result).toMatchObject({
      resultType: "complete",
      content: [{ text: expect.stringContaining("ada@example.com") }],
    });
    // It is used up.
    expect((await call(base(), retry)).error).toMatchObject({ data: { code: "session_lost", sent: true } });
  },
  20_000,
);

test("what an answer leaves open is asked again, at whichever node", async () => {
  const { result } = await call(gateway.url);
  const again = await call(other, { requestState: result?.requestState, inputResponses: {} });
  expect(again.result).toMatchObject({ resultType: "input_required" });
  expect((await call(other, answerTo(again.result))).result).toMatchObject({ resultType: "complete" });
});

test("another user cannot answer for the one who was asked", async () => {
  const bob = await gateway.tenant("bob");
  const { result } = await call(gateway.url);
  const stolen = await call(gateway.url, answerTo(result), { apiKey: bob.apiKey });
  expect(stolen.error).toMatchObject({ code: -32602 });
  expect((await call(gateway.url, answerTo(result))).result).toMatchObject({ resultType: "complete" });
});

test("a page that a legacy server wants opened is asked for in this era's words, and the call made again", async () => {
  const page = { name: "full_test_elicitation_url_required", modes: { url: {} } };
  const asking = (token: string) => call(gateway.url, { arguments: { token } }, page);
  const { result } = await asking("one");
  expect(result?.inputRequests).toEqual({
    url_elicitation_1: {
      method: "elicitation/create",
      params: { mode: "url", message: "Please sign in on the page.", url: "https://example.com/sign-in/one" },
    },
  });
  const retry = (action: string, from: typeof result) => ({
    requestState: from?.requestState,
    inputResponses: { url_elicitation_1: { action } },
  });
  const accepted = await call(gateway.url, { arguments: { token: "one" }, ...retry("accept", result) }, page);
  expect(accepted.result).toMatchObject({ content: [{ text: "Signed in." }] });
  const other = (await asking("two")).result;
  const declined = await call(gateway.url, { arguments: { token: "two" }, ...retry("decline", other) }, page);
  expect(declined.result).toMatchObject({ isError: true, _meta: { "patchops/error": { sent: false } } });
  const unable = await call(gateway.url, { arguments: { token: "three" } }, { ...page, modes: { form: {} } });
  expect(unable.error).toMatchObject({
    code: -32021,
    data: { requiredCapabilities: { elicitation: { url: {} } } },
  });
});

test("a question is asked in the modes alone that the client has", async () => {
  const visit = await call(gateway.url, {}, { name: "full_test_elicitation_url" });
  expect(JSON.stringify(visit)).not.toContain("input_required");
  const page = { name: "full_test_elicitation_url", modes: { url: {} } };
  const { result } = await call(gateway.url, {}, page);
  const [question] = Object.values(result?.inputRequests ?? {});
  expect(question?.params).toEqual({ mode: "url", message: expect.any(String), url: expect.any(String) });
});
