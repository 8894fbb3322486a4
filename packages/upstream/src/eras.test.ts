import { isJsonObject, type JsonObject } from "@patchops/protocol";
import { fullServerCommand, startFullServer, waitFor } from "@patchops/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Caller, UpstreamRequest } from "./request.ts";
import type { Progress } from "./session/session.ts";
import type { Target } from "./target.ts";
import { failureOf } from "./testing/failure-of.ts";
import { createTestUpstreams, openTestUpstreams, testTarget } from "./testing/open-test-upstreams.ts";
import { toolCall } from "./testing/tool-call.ts";
import type { Upstreams } from "./upstreams.ts";

const kinds = [
  { kind: "legacy", era: "legacy", protocolVersion: "2025-11-25" },
  { kind: "modern", era: "modern", protocolVersion: "2026-07-28" },
  { kind: "sse", era: "legacy", protocolVersion: "2025-11-25" },
  { kind: "stdio legacy", era: "legacy", protocolVersion: "2025-11-25" },
  { kind: "stdio modern", era: "modern", protocolVersion: "2026-07-28" },
] as const;

async function openTarget(
  kind: (typeof kinds)[number]["kind"],
): Promise<{ target: Target; close(): Promise<void> }> {
  if (kind === "stdio legacy" || kind === "stdio modern") {
    const command = fullServerCommand(kind === "stdio legacy" ? "legacy" : "modern");
    return { target: testTarget({ kind: "stdio", ...command }), close: () => Promise.resolve() };
  }
  const server = await startFullServer(kind);
  return { target: testTarget(server.url), close: () => server.close() };
}

const everything = { roots: {}, sampling: {}, elicitation: { form: {}, url: {} } };

/** A caller that answers whatever it is asked, and remembers it. */
function openCaller(given: { capabilities?: JsonObject; ask?: Caller["ask"] } = {}) {
  const asked: { method: string; params: JsonObject }[] = [];
  const caller: Caller = {
    capabilities: given.capabilities ?? everything,
    async ask(request, signal) {
      asked.push(request);
      if (given.ask) return given.ask(request, signal);
      if (request.method === "roots/list") return { roots: [{ uri: "file:///home/ada" }] };
      if (request.method === "elicitation/create") {
        return {
          action: "accept",
          content: { username: "Ada", email: "ada@example.com", name: "Ada", color: "blue" },
        };
      }
      return { role: "assistant", model: "m", content: { type: "text", text: "Paris" } };
    },
  };
  return { caller, asked };
}

function textOf(result: JsonObject): string {
  const [first] = Array.isArray(result.content) ? result.content : [];
  return isJsonObject(first) ? String(first.text) : "";
}

describe.each(kinds)("a full server: $kind", ({ kind, era, protocolVersion }) => {
  let target: Target;
  let upstreams: Upstreams;
  const call = async (name: string, args: JsonObject = {}, more: Partial<UpstreamRequest> = {}) =>
    textOf((await upstreams.request(target, { ...toolCall(name, args), ...more })).result);

  // A process of its own for each test would take longer to start than most tests take.
  let shared: Awaited<ReturnType<typeof openTarget>>;
  let sharedUpstreams: Upstreams;
  beforeAll(async () => {
    shared = await openTarget(kind);
    sharedUpstreams = createTestUpstreams();
  });
  afterAll(async () => {
    await sharedUpstreams?.close();
    await shared?.close();
  });
  beforeEach(() => {
    ({ target } = shared);
    upstreams = sharedUpstreams;
  });

  /** For a test that counts sessions, or ends one. */
  async function openOwn(): Promise<void> {
    upstreams = openTestUpstreams();
    const own = await openTarget(kind);
    onTestFinished(() => own.close());
    ({ target } = own);
  }

  it("describes itself, lists everything, answers every method, and passes the connect report", async () => {
    const server = await upstreams.describe(target);
    expect(server).toMatchObject({
      era,
      protocolVersion,
      info: { name: "full-server", title: "Full server" },
      capabilities: { tools: { listChanged: true }, completions: {} },
      instructions: "Offers one of each thing.",
    });
    const [tools, prompts, resources, templates] = await Promise.all([
      upstreams.list(target, "tools"),
      upstreams.list(target, "prompts"),
      upstreams.list(target, "resources"),
      upstreams.list(target, "resourceTemplates"),
    ]);
    expect(tools.find(({ name }) => name === "test_simple_text")).toMatchObject({
      title: "Simple text",
      annotations: { readOnlyHint: true },
      _meta: { "test.example/note": { kept: true } },
    });
    expect(prompts.map(({ name }) => name)).toContain("test_simple_prompt");
    expect(resources.map(({ uri }) => uri)).toContain("test://watched-resource");
    expect(templates.map(({ uriTemplate }) => uriTemplate)).toEqual(["test://template/{id}/data"]);

    const read = { method: "resources/read", params: { uri: "test://static-text" } };
    expect((await upstreams.request(target, read)).result.contents).toMatchObject([
      { mimeType: "text/plain" },
    ]);
    const get = { method: "prompts/get", params: { name: "test_simple_prompt" } };
    const prompt = await upstreams.request(target, get);
    expect(prompt).toMatchObject({ era, result: { messages: [{ role: "user" }] } });
    const complete = await upstreams.request(target, {
      method: "completion/complete",
      params: {
        ref: { type: "ref/prompt", name: "test_prompt_with_arguments" },
        argument: { name: "arg1", value: "par" },
      },
    });
    expect(complete.result.completion).toMatchObject({ values: expect.any(Array) });
    expect(await call("test_x_mcp_header", { region: "Zürich", level: 3 })).toBe("region=Zürich level=3");

    const steps = [];
    for await (const step of upstreams.probe(target)) steps.push(step);
    expect(steps.map(({ state }) => state)).not.toContain("failed");
    expect(steps.find(({ step }) => step === "protocol")?.detail).toBe(
      `${era} ${protocolVersion}, Full server 1.0.0`,
    );
    expect(await upstreams.ping("connection")).toEqual({ isBusy: false, tellsChanges: true });
  });

  it("reports progress and logs to the request that wants them", async () => {
    const heard: Progress[] = [];
    await call("test_tool_with_progress", {}, { onProgress: (progress) => heard.push(progress) });
    expect(heard.map(({ progress, message }) => [progress, message])).toEqual([
      [0, "begun"],
      [50, "half way"],
      [100, "done"],
    ]);
    const levels: unknown[] = [];
    await call(
      "test_logging_tool",
      {},
      { logLevel: "warning", onNotification: ({ params }) => levels.push(params?.level) },
    );
    expect(levels).toEqual(["warning", "error"]);
    levels.length = 0;
    await call(
      "test_logging_tool",
      {},
      { logLevel: "debug", onNotification: ({ params }) => levels.push(params?.level) },
    );
    expect(levels).toEqual(["debug", "info", "warning", "error"]);
    levels.length = 0;
    await call(
      "test_logging_tool",
      {},
      { logLevel: "error", onNotification: ({ params }) => levels.push(params?.level) },
    );
    expect(levels).toEqual(["error"]);
  });

  it("asks the caller of the request, and nobody where there is none", async () => {
    const { caller, asked } = openCaller();
    expect(await call("test_elicitation", { message: "Who are you?" }, { caller })).toContain(
      "action=accept",
    );
    expect(await call("test_sampling", { prompt: "Capital of France?" }, { caller })).toBe(
      "LLM response: Paris",
    );
    expect(await call("test_elicitation_url", {}, { caller })).toBe("Visited: action=accept");
    expect(asked.map(({ method, params }) => [method, params.message ?? params.maxTokens])).toEqual([
      ["elicitation/create", "Who are you?"],
      ["sampling/createMessage", 100],
      ["elicitation/create", "Please confirm on the page."],
    ]);
    expect(await call("test_input_required_result_list_roots", {}, { caller })).toContain("file:///home/ada");
    expect(await call("test_input_required_result_multi_round", {}, { caller })).toBe("Ada likes blue");
    const nobody = await failureOf(upstreams.request(target, toolCall("test_sampling", { prompt: "?" })));
    expect(nobody).toMatchObject({ code: "upstream_error", sent: true });
  });

  it("knows what each caller can be asked", async () => {
    await openOwn();
    const name = "test_input_required_result_capabilities";
    const results = await Promise.all(
      [
        {},
        { roots: {} },
        { elicitation: {} },
        { roots: {}, elicitation: {} },
        { elicitation: {}, roots: {} },
      ].map((capabilities) => call(name, {}, { caller: openCaller({ capabilities }).caller })),
    );
    expect(results).toEqual([
      "The client can be asked nothing.",
      "Heard client_roots",
      "Heard user_name",
      "Heard user_name, client_roots",
      "Heard user_name, client_roots",
    ]);
    // A modern server needs one session for all, a legacy one one for each set of capabilities.
    if (era === "legacy") expect(upstreams.health("connection").sessions).toBe(4);
  });

  it("waits for a person beyond the deadline of the call", async () => {
    let answer: ((content: JsonObject) => void) | undefined;
    const { caller } = openCaller({ ask: () => new Promise((resolve) => (answer = resolve)) });
    await call("test_simple_text", {}, { caller });
    const timeoutMs = 1_500;
    const waiting = call("test_elicitation", { message: "?" }, { caller, timeoutMs });
    await waitFor(() => answer !== undefined);
    await new Promise((resolve) => setTimeout(resolve, timeoutMs + 100));
    answer?.({ action: "decline" });
    expect(await waiting).toContain("action=decline");
  });

  it("is told when a call is cancelled", async () => {
    const controller = new AbortController();
    const waiting = failureOf(
      upstreams.request(target, {
        ...toolCall("test_wait_for_cancel", { token: "t" }),
        signal: controller.signal,
        onProgress: () => controller.abort(),
      }),
    );
    expect(await waiting).toMatchObject({ code: "cancelled", sent: true });
    expect(await call("test_was_cancelled", { token: "t" })).toBe("t was cancelled");
  });

  it("tells changes of its lists, and of the resources that somebody watches", async () => {
    const changes = new Set<string>();
    upstreams.onChanged((connectionId, ownerKey, what) => changes.add(`${connectionId} ${ownerKey} ${what}`));
    await upstreams.describe(target);
    const heard = { a: 0, b: 0 };
    const uri = "test://watched-resource";
    const stop = await upstreams.subscribe(target, uri, () => (heard.a += 1));
    const stopOther = await upstreams.subscribe(target, uri, () => (heard.b += 1));
    await waitFor(
      async () => {
        for (const what of ["tool", "prompt", "resource"]) await call(`test_trigger_${what}_change`);
        await call("test_update_watched_resource", { text: "new" });
        return changes.size === 3 && heard.a > 0 && heard.b > 0;
      },
      { timeoutMs: 10_000 },
    );
    expect([...changes].toSorted()).toEqual([
      "connection owner prompts",
      "connection owner resources",
      "connection owner tools",
    ]);
    await stopOther();
    const { a, b } = { ...heard };
    await call("test_update_watched_resource", { text: "newer" });
    await waitFor(() => heard.a > a);
    expect(heard.b).toBe(b);
    await stop();
  });

  it("may answer up to the cap, and no more", async () => {
    await openOwn();
    const sizeBytes = 3 * 1_048_576;
    expect(await call("test_big_result", { sizeBytes })).toHaveLength(sizeBytes);
    const waiting = call("test_tool_with_progress").catch(({ code }) => code);
    const large = toolCall("test_big_result", { sizeBytes: 20 * 1_048_576 });
    const failure = await failureOf(upstreams.request(target, large));
    expect(failure).toMatchObject({ code: "result_too_large", sent: true });
    // The one stream of HTTP+SSE ends with it, and the calls on it; the next opens another.
    const outcomes = ["Reported three times.", ...(kind === "sse" ? ["result_too_large"] : [])];
    expect(outcomes).toContain(await waiting);
    expect(await call("test_simple_text")).toContain("simple text");
  });

  it("keeps code, data and message of its errors", async () => {
    const caller = openCaller({ capabilities: {} }).caller;
    if (era === "modern") {
      const missing = await failureOf(
        upstreams.request(target, { ...toolCall("test_missing_capability"), caller }),
      );
      expect(missing).toMatchObject({
        upstreamCode: -32021,
        data: { requiredCapabilities: { sampling: {} } },
      });
    } else {
      const request = { ...toolCall("test_elicitation_url_required", { token: "x" }), caller };
      const required = await failureOf(upstreams.request(target, request));
      expect(required).toMatchObject({
        upstreamCode: -32042,
        data: { elicitations: [{ elicitationId: "x" }] },
      });
    }
    const unknown = await failureOf(upstreams.request(target, { method: "no/such", params: {} }));
    expect(unknown).toMatchObject({ code: "upstream_error", upstreamCode: -32601 });
    const missing = { method: "resources/read", params: { uri: "test://none" } };
    expect((await failureOf(upstreams.request(target, missing))).upstreamCode).toBe(
      era === "modern" ? -32602 : -32002,
    );
  });
});
