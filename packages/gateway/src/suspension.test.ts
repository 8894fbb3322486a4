import { modernMetaKeys, modernVersion } from "@patchops/protocol";
import { freezeAsOperator, revokeApiKey, suspendAsOperator } from "@patchops/services";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openTestGateway } from "./testing/open-test-gateway.ts";
import { openRawClient, rpc } from "./testing/raw-client.ts";
import { send } from "./testing/send.ts";

const gateway = await openTestGateway({ keepAliveMs: 60_000 });
const other = await gateway.anotherNode();
const upstream = await startMcpFixture({ tools: [{ name: "slow" }] });
upstream.behave({ kind: "hang" }, "tools/call");
afterAll(() => upstream.close());

const nodes = [gateway.url, other];

/** Calls the tool that never answers, as a client of the era whose requests stand alone. */
function callAlone(url: string, apiKey: string) {
  const _meta = {
    [modernMetaKeys.protocolVersion]: modernVersion,
    [modernMetaKeys.clientCapabilities]: {},
    [modernMetaKeys.clientInfo]: { name: "modern", version: "1" },
  };
  return send(`${url}/mcp`, {
    headers: {
      authorization: `Bearer ${apiKey}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": modernVersion,
      "mcp-method": "tools/call",
      "mcp-name": "shop_slow",
    },
    body: JSON.stringify(rpc("tools/call", { name: "shop_slow", arguments: {}, _meta }, 1)),
  });
}

test.each([
  [
    "S38: a suspended person's",
    "eve",
    () => suspendAsOperator(gateway.services, { email: "eve@example.com", reason: "Mining" }),
    "suspended: Mining. ",
  ],
  [
    "a frozen organization's",
    "mallory",
    () => freezeAsOperator(gateway.services, { organization: "mallory@example.com", reason: "Mining" }),
    "frozen: Mining. ",
  ],
])(
  "%s MCP sessions and calls end at once on every node, and each request is refused with the reason",
  async (_whose, name, bar, words) => {
    const { apiKey, organizationId, connect } = await gateway.tenant(name);
    await connect(upstream.url, "shop");
    const begun = upstream.calls("slow");
    const alone = nodes.map((url) => callAlone(url, apiKey));
    await waitFor(() => upstream.calls("slow") === begun + nodes.length);
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
    await bar();
    await waitFor(() => open === 0, { timeoutMs: 5_000 });
    for (const { json } of await Promise.all(alone)) {
      expect(json).toMatchObject({ error: { data: { code: "unauthenticated", sent: true } } });
    }
    await gateway.services.meter.flush();
    const rows = await gateway.services.database.system
      .selectFrom("usageEvents")
      .select("outcome")
      .where("organizationId", "=", organizationId)
      .where("tool", "=", "slow")
      .execute();
    expect(rows).toEqual([{ outcome: "cancelled" }, { outcome: "cancelled" }]);
    for (const session of sessions) {
      await waitFor(async () => (await session.request("tools/list")).status === 403, { timeoutMs: 5_000 });
      expect(JSON.stringify((await session.request("tools/list")).json)).toContain(words);
    }
  },
);

test.each([
  ["is revoked", false],
  ["is revoked and no notification arrives", true],
])(
  "S26: calls under way of either era end when their key %s; those of another key go on",
  async (_how, isSilent) => {
    const ann = await gateway.tenant(isSilent ? "ann" : "amy");
    await ann.connect(upstream.url, "shop");
    const { id, key } = await ann.key(["tools:call", "tools:read"]);
    const session = await openRawClient(`${other}/mcp`, { apiKey: key });
    const begun = upstream.calls("slow");
    const ending = [
      callAlone(other, key),
      session.request("tools/call", { name: "shop_slow", arguments: {} }),
    ];
    let isOver = false;
    void callAlone(other, ann.apiKey).finally(() => {
      isOver = true;
    });
    await waitFor(() => upstream.calls("slow") === begun + 3);
    if (isSilent) {
      await gateway.services.database.system
        .updateTable("apiKeys")
        .set({ revokedAt: new Date().toISOString() })
        .where("id", "=", id)
        .execute();
    } else await revokeApiKey(ann.context, { id });
    for (const { json } of await Promise.all(ending)) {
      expect(json).toMatchObject({ error: { data: { code: "unauthenticated", sent: true } } });
    }
    expect(isOver).toBe(false);
  },
);
