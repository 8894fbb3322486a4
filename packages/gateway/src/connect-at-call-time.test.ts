import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  CallToolResultSchema,
  ElicitationCompleteNotificationSchema,
  ElicitRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import {
  type Context,
  createProfile,
  finishSignIn,
  getConnection,
  readBrowserToken,
  signOutOfConnection,
  startSignIn,
} from "@patchops/services";
import { signInByHand, startAuthorizationServer, startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { openTestGateway } from "./testing/open-test-gateway.ts";

const gateway = await openTestGateway({ keepAliveMs: 200 });
const ada = await gateway.tenant("ada");
const provider = await startAuthorizationServer();
const server = await startMcpFixture({ protection: provider });
afterAll(async () => {
  await server.close();
  await provider.close();
});
let count = 0;

/** A connection that nobody has signed in to; its tools are known, as to a colleague of somebody who has. */
async function unsigned(): Promise<{ slug: string; tool: string }> {
  count += 1;
  const slug = await ada.connect(server.url, `linear-${count}`);
  await signIn(slug);
  await signOutOfConnection(asPerson(), { connection: slug });
  return { slug, tool: `${slug}_echo` };
}

const asPerson = (): Context => ({ ...ada.context, actor: { ...ada.context.actor, kind: "user" } });

/** In the browser, as the person. */
async function signIn(slug: string): Promise<void> {
  const { services } = gateway;
  const context = asPerson();
  const started = await startSignIn(context, { connection: slug }, undefined);
  const redirectUri = `${services.settings.publicUrl}/oauth/callback`;
  const { searchParams: parameters } = await signInByHand(started.url, { redirectUri });
  const browserToken = readBrowserToken(services.settings, started.cookie.split(";")[0]);
  expect(await finishSignIn(context, { parameters, browserToken })).toMatchObject({ isSignedIn: true });
  await waitFor(async () => (await getConnection(context, { connection: slug })).status === "ready");
}

async function connect(
  capabilities: Record<string, unknown>,
  onAsked?: (params: Record<string, unknown>) => Promise<"accept" | "decline" | "cancel">,
  url = gateway.url,
  path = "/mcp",
) {
  const client = new Client({ name: "editor", version: "1" }, { capabilities });
  if (onAsked) {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => ({ action: await onAsked(params) }));
  }
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url + path), {
      requestInit: { headers: { authorization: `Bearer ${ada.apiKey}` } },
    }),
  );
  onTestFinished(() => client.close());
  return client;
}

test("a client that can open pages is asked to, the call waits, and the same call completes after the sign-in", async () => {
  const { slug, tool } = await unsigned();
  const asked: Record<string, unknown>[] = [];
  const completed: string[] = [];
  const client = await connect({ elicitation: { url: {} } }, async (params) => {
    asked.push(params);
    setTimeout(() => void signIn(slug), 500);
    return "accept";
  });
  client.setNotificationHandler(ElicitationCompleteNotificationSchema, ({ params }) => {
    completed.push(params.elicitationId);
  });
  const before = server.calls();
  const answer = await client.callTool({ name: tool, arguments: { hello: "again" } });
  expect(answer).toMatchObject({ content: [{ type: "text", text: '{"hello":"again"}' }] });
  expect(server.calls() - before).toBe(1);
  expect(asked).toEqual([
    {
      mode: "url",
      elicitationId: expect.any(String),
      url: `${gateway.url}/connections/${slug}`,
      message: expect.stringContaining("asks you to sign in"),
    },
  ]);
  expect(completed).toEqual([asked[0]?.elicitationId]);
});

test("who declines gets the refusal with its link at once", async () => {
  const { slug, tool } = await unsigned();
  for (const action of ["decline", "cancel"] as const) {
    const client = await connect({ elicitation: { url: {} } }, async () => action);
    const answer = await client.callTool({ name: tool, arguments: {} });
    expect(answer).toMatchObject({
      isError: true,
      _meta: { "patchops/error": { code: "needs_sign_in", sent: false } },
    });
    expect(JSON.stringify(answer.content)).toContain(`${gateway.url}/connections/${slug}`);
  }
});

test("a client that cannot open pages gets a result that says where to sign in", async () => {
  const { slug, tool } = await unsigned();
  for (const capabilities of [{}, { elicitation: {} }, { elicitation: { form: {} } }]) {
    const client = await connect(capabilities);
    const answer = CallToolResultSchema.parse(await client.callTool({ name: tool, arguments: {} }));
    expect(answer.isError).toBe(true);
    const [block] = answer.content;
    expect(block).toMatchObject({
      text: expect.stringMatching(
        new RegExp(
          `asks you to sign in.*Nothing was sent\\..*${gateway.url}/connections/${slug}.*connections login ${slug}`,
        ),
      ),
    });
  }
});

test("a call that waits ends when its client gives up, and leaves the sign-in to a later call", async () => {
  const { slug, tool } = await unsigned();
  const controller = new AbortController();
  const client = await connect({ elicitation: { url: {} } }, async () => {
    setTimeout(() => controller.abort(), 100);
    return "accept";
  });
  await expect(
    client.callTool({ name: tool, arguments: {} }, undefined, { signal: controller.signal }),
  ).rejects.toThrow();
  await signIn(slug);
  expect((await client.callTool({ name: tool, arguments: {} })).isError).toBeUndefined();
});

test("the person's answer may reach another node than the one that holds the call open", async () => {
  const other = await gateway.anotherNode();
  const { tool } = await unsigned();
  const client = await connect({ elicitation: { url: {} } }, async () => "decline");
  const { transport } = client;
  if (!(transport instanceof StreamableHTTPClientTransport)) throw new Error("no transport");
  const send = transport.send.bind(transport);
  // What answers a question of ours goes to the other node.
  transport.send = (message, options) => {
    if (![message].flat().some((one) => "result" in one)) return send(message, options);
    return fetch(`${other}/mcp`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${ada.apiKey}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-session-id": transport.sessionId ?? "",
        "mcp-protocol-version": "2025-11-25",
      },
      body: JSON.stringify(message),
    }).then(() => undefined);
  };
  const answer = await client.callTool({ name: tool, arguments: {} });
  expect(answer.isError).toBe(true);
});

test("a program asks for the sign-in that it waits for, or says where it is done and is picked up after it", async () => {
  const { slug } = await unsigned();
  await createProfile(ada.context, { name: "Coding", connections: [slug], isCodeMode: true });
  const code = `return await tools.${slug.replaceAll("-", "_")}.echo({ from: "code" })`;
  const run = { name: "execute_code", arguments: { code } };
  const unable = await connect({}, undefined, gateway.url, "/mcp/p/coding");
  const told = CallToolResultSchema.parse(await unable.callTool(run));
  expect(told.structuredContent).toMatchObject({
    status: "awaiting_sign_in",
    waitsFor: [{ connection: slug, url: `${gateway.url}/connections/${slug}` }],
  });
  expect(told.content[0]).toMatchObject({
    text: expect.stringContaining(`${gateway.url}/connections/${slug}`),
  });
  const asked: unknown[] = [];
  const able = await connect(
    { elicitation: { url: {} } },
    async ({ url }) => {
      asked.push(url);
      setTimeout(() => void signIn(slug), 100);
      return "accept";
    },
    gateway.url,
    "/mcp/p/coding",
  );
  expect((await able.callTool(run)).structuredContent).toMatchObject({ result: { from: "code" } });
  expect(asked).toEqual([`${gateway.url}/connections/${slug}`]);
  // The sign-in is the person's: the program that waited first goes on by it as well.
  const resume = told.structuredContent?.executionId;
  const picked = await unable.callTool({ name: "execute_code", arguments: { resume } });
  expect(picked.structuredContent).toMatchObject({ status: "succeeded", result: { from: "code" } });
});
