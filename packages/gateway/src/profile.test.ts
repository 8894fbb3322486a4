import { createApiKey, createProfile, removeProfile, setPolicy, updateProfile } from "@patchops/services";
import { startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openHandClient } from "./testing/code-flow.ts";
import { openTestGateway } from "./testing/open-test-gateway.ts";
import { openRawClient, rpc } from "./testing/raw-client.ts";
import { send } from "./testing/send.ts";
import { answerConsent, logInAs, openConsent } from "./testing/sign-in.ts";

const gateway = await openTestGateway();
const ada = await gateway.tenant("ada");
const fixture = await startMcpFixture({ tools: [{ name: "read" }, { name: "write" }, { name: "drop" }] });
const other = await startMcpFixture({ tools: [{ name: "send" }] });
afterAll(() => Promise.all([fixture.close(), other.close()]));
await ada.connect(fixture.url, "shop");
await ada.connect(other.url, "mail");
await createProfile(ada.context, {
  name: "Reading",
  connections: ["shop"],
  tools: [
    { tool: "shop_read", name: "look", description: "Looks." },
    { tool: "shop_drop", isIncluded: false },
  ],
});
await createProfile(ada.context, { name: "Mailing", connections: ["mail"] });
const bound = await createApiKey(ada.context, { name: "bound", profile: "reading" });

const address = (path: string) => gateway.url + path;

async function listed(path: string, apiKey: string): Promise<string[]> {
  const client = await openRawClient(address(path), { apiKey });
  const { json } = await client.request("tools/list", {});
  return (json as { result: { tools: { name: string }[] } }).result.tools.map(({ name }) => name);
}

const initialize = JSON.stringify(
  rpc(
    "initialize",
    { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    0,
  ),
);
const knock = (path: string, token: string) =>
  send(address(path), {
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: initialize,
  });

test("a profile's address lists and calls its tools under its names, and blocks what a policy blocks there", async () => {
  expect(await listed("/mcp/p/reading", ada.apiKey)).toEqual(["look", "shop_write"]);
  expect(await listed("/mcp", ada.apiKey)).toHaveLength(4);
  const client = await openRawClient(address("/mcp/p/reading"), { apiKey: ada.apiKey });
  const call = async (name: string) => (await client.request("tools/call", { name, arguments: {} })).json;
  expect(await call("look")).toMatchObject({ result: { content: expect.anything() } });
  expect(fixture.requests.at(-1)?.params).toMatchObject({ name: "read" });
  expect(JSON.stringify(await call("mail_send"))).toContain("unknown_tool");
  await setPolicy(ada.context, { action: "block", tool: "shop_read", profile: "reading" });
  expect(await listed("/mcp/p/reading", ada.apiKey)).toEqual(["shop_write"]);
  expect(await listed("/mcp/c/shop", ada.apiKey)).toEqual(["drop", "read", "write"]);
  expect(await call("look")).toMatchObject({
    result: {
      isError: true,
      content: [{ text: expect.stringContaining("block shop_read in the profile reading") }],
    },
  });
});

test("what clients are told of the servers is told of those in the profile", async () => {
  const { text } = await knock("/mcp/p/mailing", ada.apiKey);
  expect(text).toContain("Connected: mail.");
  expect((await knock("/mcp", ada.apiKey)).text).toContain("Connected: mail, shop.");
});

test("a key of a profile sees it at /mcp too, and is refused at other addresses with the one that is its own", async () => {
  expect(await listed("/mcp", bound.key)).toEqual(["shop_write"]);
  expect(await listed("/mcp/p/reading", bound.key)).toEqual(["shop_write"]);
  expect(await listed("/mcp/c/shop", bound.key)).toEqual(["write"]);
  for (const path of ["/mcp/p/mailing", "/mcp/p/nowhere", "/mcp/c/mail", "/mcp/c/nowhere"]) {
    const answer = await knock(path, bound.key);
    expect([path, answer.status], answer.text).toEqual([path, 403]);
    expect(answer.text).toContain(`${gateway.url}/mcp/p/reading`);
  }
  expect((await knock("/mcp/p/nowhere", ada.apiKey)).status).toBe(404);
  const stranger = await gateway.tenant("stranger");
  expect((await knock("/mcp/p/reading", stranger.apiKey)).status).toBe(404);
});

test("clients at /mcp with a free key see the default profile, from the moment on that there is one", async () => {
  await updateProfile(ada.context, { profile: "mailing", isDefault: true });
  expect(await listed("/mcp", ada.apiKey)).toEqual(["mail_send"]);
  expect(await listed("/mcp", bound.key)).toEqual(["shop_write"]);
  await updateProfile(ada.context, { profile: "mailing", isDefault: false });
  expect(await listed("/mcp", ada.apiKey)).toHaveLength(4);
});

test("a profile's address is a resource of its own: its tokens are for it alone, and end with it", async () => {
  const browser = await logInAs(gateway.services, "ada");
  const client = await openHandClient(gateway.url);
  const resource = address("/mcp/p/mailing");
  const { request } = await openConsent(browser, client.authorizationUrl({ resource }));
  expect(request).toMatchObject({
    endpoint: "/mcp/p/mailing",
    organizations: [{ name: expect.any(String), profile: { name: "Mailing", tools: 1 } }],
  });
  const tokens = await client.signIn(browser, { resource });
  expect((await knock("/mcp/p/mailing", tokens.access_token)).status).toBe(200);
  expect(await listed("/mcp/p/mailing", tokens.access_token)).toEqual(["mail_send"]);
  for (const path of ["/mcp", "/mcp/p/reading", "/mcp/c/mail"]) {
    expect((await knock(path, tokens.access_token)).status).toBe(401);
  }
  const atRoot = await client.signIn(browser);
  expect((await knock("/mcp/p/mailing", atRoot.access_token)).status).toBe(401);
  await removeProfile(ada.context, { profile: "mailing" });
  await expect.poll(async () => (await knock("/mcp/p/mailing", tokens.access_token)).status).toBe(401);
  expect((await client.refresh(tokens.refresh_token)).status).toBe(400);
});

test("nobody allows a client into a profile that their organization does not have", async () => {
  const browser = await logInAs(gateway.services, "ada");
  const client = await openHandClient(gateway.url);
  const { page, request } = await openConsent(
    browser,
    client.authorizationUrl({ resource: address("/mcp/p/elsewhere") }),
  );
  expect(request.organizations).toMatchObject([{ profile: null }]);
  const [organization] = request.organizations;
  const decided = await answerConsent(browser, page, {
    decision: "allow",
    scopes: ["tools:read"],
    organizationId: organization?.id,
  });
  expect([decided.status, decided.text]).toEqual([404, expect.stringContaining("elsewhere")]);
});
