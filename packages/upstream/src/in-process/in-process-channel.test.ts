import { isJsonObject, type JsonObject } from "@patchops/protocol";
import { describe, expect, it } from "vitest";
import type { InProcessContext, InProcessServer } from "../target.ts";
import { failureOf } from "../testing/failure-of.ts";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";

type Tool = (params: JsonObject, context: InProcessContext) => Promise<JsonObject>;

function target(tool: Tool) {
  const serve: InProcessServer = async (message, context) => {
    if (!("method" in message) || !("id" in message)) return undefined;
    const result =
      message.method === "initialize"
        ? {
            protocolVersion: "2025-11-25",
            capabilities: { tools: {} },
            serverInfo: { name: "demo", version: "1" },
          }
        : await tool(message.params ?? {}, context);
    return { jsonrpc: "2.0", id: message.id, result };
  };
  return testTarget({ kind: "in-process", serve });
}

const call = { method: "tools/call", params: { name: "x", arguments: { a: 1 } } };

describe("a server in this process", () => {
  it("answers, with progress on the way, and knows whom it serves", async () => {
    const heard: unknown[] = [];
    const answer = await openTestUpstreams().request(
      target(async (params, { send, connectionId, ownerKey }) => {
        const progressToken = isJsonObject(params._meta) ? params._meta.progressToken : undefined;
        send({ jsonrpc: "2.0", method: "notifications/progress", params: { progressToken, progress: 1 } });
        return { given: params.arguments, connectionId, ownerKey };
      }),
      { ...call, onProgress: (progress) => heard.push(progress) },
    );
    expect(answer.result).toEqual({ given: { a: 1 }, connectionId: "connection", ownerKey: "owner" });
    expect(answer.bytes).toBeGreaterThan(JSON.stringify(answer.result).length);
    expect(heard).toEqual([{ progress: 1 }]);
  });

  it("is told when its caller gives up or its time is up", async () => {
    const upstreams = openTestUpstreams();
    const stopped: boolean[] = [];
    const hanging = target(
      (_params, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            stopped.push(true);
            resolve({});
          });
        }),
    );
    expect((await failureOf(upstreams.request(hanging, { ...call, timeoutMs: 20 }))).code).toBe("timeout");
    const signal = AbortSignal.timeout(20);
    expect((await failureOf(upstreams.request(hanging, { ...call, signal }))).code).toBe("cancelled");
    const closing = failureOf(upstreams.request(hanging, call));
    await upstreams.close();
    expect((await closing).code).toBe("cancelled");
    expect(stopped).toEqual([true, true, true]);
  });

  it("hides what it threw, and has the same cap as others", async () => {
    const upstreams = openTestUpstreams({ maxResultBytes: 1_000 });
    const failing = target(async () => {
      throw new Error("secret");
    });
    expect(await failureOf(upstreams.request(failing, call))).toMatchObject({
      message: "Internal error",
      upstreamCode: -32603,
    });
    const large = { ...target(async () => ({ text: "x".repeat(2_000) })), connectionId: "large" };
    expect((await failureOf(upstreams.request(large, call))).code).toBe("result_too_large");
  });
});
