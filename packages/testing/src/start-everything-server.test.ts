import { expect, test } from "vitest";
import { startEverythingServer } from "./start-everything-server.ts";

test("the reference server answers on loopback until it is stopped", async () => {
  const server = await startEverythingServer();
  const answer = await fetch(server.url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } },
    }),
  });
  expect(await answer.text()).toContain("serverInfo");
  await server.stop();
  await server.stop();
  await expect(fetch(server.url)).rejects.toThrow("fetch failed");
});
