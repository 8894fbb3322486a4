import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { MemoryOAuthClient, startMcpFixture } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "../testing/open-test-gateway.ts";
import { logInAs, signIn } from "../testing/sign-in.ts";

const gateway = await openTestGateway();
const ada = await gateway.tenant("ada");
const fixture = await startMcpFixture();
afterAll(() => fixture.close());
await ada.connect(fixture.url, "fixture");

test("a client that knows only the address signs in and calls a tool", async () => {
  const oauth = new MemoryOAuthClient();
  const url = new URL(`${gateway.url}/mcp`);
  const first = new StreamableHTTPClientTransport(url, { authProvider: oauth });
  const client = new Client({ name: "sdk", version: "1.32.2" });
  await expect(client.connect(first)).rejects.toBeInstanceOf(UnauthorizedError);
  const browser = await logInAs(gateway.services, "ada");
  const back = await signIn(browser, String(oauth.authorizationUrl));
  expect(back.href.startsWith("http://127.0.0.1:43210/callback?")).toBe(true);
  expect(back.searchParams.get("state")).toBe("some state");
  expect(back.searchParams.get("iss")).toBe(gateway.url);
  await first.finishAuth(back.searchParams.get("code") ?? "");
  expect(oauth.saved).toMatchObject({
    token_type: "Bearer",
    expires_in: 600,
    scope: "tools:read tools:call",
  });

  const again = new Client({ name: "sdk", version: "1.32.2" });
  await again.connect(new StreamableHTTPClientTransport(url, { authProvider: oauth }));
  afterAll(() => again.close());
  expect((await again.listTools()).tools.map(({ name }) => name)).toEqual(["fixture_echo"]);
  const answer = await again.callTool({ name: "fixture_echo", arguments: { text: "hello" } });
  expect(answer.isError ?? false).toBe(false);
});
