import type { JsonObject } from "@patchops/protocol";
import { describe, expect, it } from "vitest";
import { failureOf } from "./testing/failure-of.ts";
import { openFixture } from "./testing/open-fixture.ts";
import { openTestUpstreams, testTarget } from "./testing/open-test-upstreams.ts";
import { serveSession } from "./testing/serve.ts";

describe("list", () => {
  it("reads every page and keeps definitions whole", async () => {
    const tools = Array.from({ length: 25 }, (_, index) => ({
      name: `tool-${index}`,
      title: "Title",
      description: "d",
      inputSchema: { type: "object", properties: { a: { type: "string" } } },
      outputSchema: { type: "object" },
      annotations: { readOnlyHint: true },
      icons: [{ src: "https://example.com/i.png" }],
      _meta: { x: 1 },
      fieldOfTheFuture: true,
    }));
    const server = await openFixture({ tools, pageSize: 10 });
    expect(await openTestUpstreams().list(testTarget(server.url), "tools")).toEqual(tools);
    expect(server.requests.filter(({ method }) => method === "tools/list")).toHaveLength(3);
  });

  const outcome = async (page: (count: number) => JsonObject, options = {}) => {
    let count = 0;
    const server = await serveSession(({ reply }) => reply(page(count++)));
    return failureOf(openTestUpstreams(options).list(testTarget(server.url), "tools", { timeoutMs: 10_000 }));
  };

  it("ends with lists that have no end", async () => {
    expect((await outcome(() => ({ tools: [], nextCursor: "same" }))).code).toBe("protocol_error");
    expect((await outcome((count) => ({ tools: [], nextCursor: `${count}` }))).code).toBe("result_too_large");
    const large = { tools: [{ name: "x".repeat(1_000), inputSchema: {} }] };
    const limits = { maxResultBytes: 2_000 };
    expect((await outcome((count) => ({ ...large, nextCursor: `${count}` }), limits)).code).toBe(
      "result_too_large",
    );
  });

  it("takes no list that is none, and skips what is no tool", async () => {
    expect((await outcome(() => ({}))).code).toBe("protocol_error");
    const server = await serveSession(({ reply }) =>
      reply({ tools: [null, 1, "x", [], {}, { name: 5 }, { name: "" }, { name: "good", inputSchema: {} }] }),
    );
    expect(await openTestUpstreams().list(testTarget(server.url), "tools")).toEqual([
      { name: "good", inputSchema: {} },
    ]);
  });

  it("asks no server that says it has none", async () => {
    const server = await serveSession(({ reply }) => reply({}), { capabilities: {} });
    expect(await openTestUpstreams().list(testTarget(server.url), "tools")).toEqual([]);
    expect(server.seen.some(({ message }) => message.method === "tools/list")).toBe(false);
  });
});
