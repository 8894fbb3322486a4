import { suspendAsOperator } from "@patchops/services";
import { waitFor } from "@patchops/testing";
import { expect, test } from "vitest";
import { openTestGateway } from "./testing/open-test-gateway.ts";
import { openRawClient } from "./testing/raw-client.ts";

const gateway = await openTestGateway({ keepAliveMs: 100 });

test("S38: a suspended person's MCP sessions end at once on every node, and each call is refused with the reason", async () => {
  const { apiKey } = await gateway.tenant("eve");
  const other = await gateway.anotherNode();
  const nodes = [gateway.url, other];
  const sessions = await Promise.all(nodes.map((url) => openRawClient(`${url}/mcp`, { apiKey })));
  let open = 0;
  for (const [index, url] of nodes.entries()) {
    const sessionId = sessions[index]?.sessionId ?? "";
    const stream = await fetch(`${url}/mcp`, {
      headers: {
        authorization: `Bearer ${apiKey}`,
        accept: "text/event-stream",
        "mcp-session-id": sessionId,
      },
    });
    expect(stream.status).toBe(200);
    open += 1;
    void stream.text().finally(() => {
      open -= 1;
    });
  }
  await suspendAsOperator(gateway.services, { email: "eve@example.com", reason: "Mining" });
  await waitFor(() => open === 0, { timeoutMs: 5_000 });
  for (const session of sessions) {
    await waitFor(async () => (await session.request("tools/list")).status === 403, { timeoutMs: 5_000 });
    expect(JSON.stringify((await session.request("tools/list")).json)).toContain("suspended: Mining");
  }
});
