import process from "node:process";
import { type McpFixture, startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startModernUpstream } from "../testing/start-modern-upstream.ts";
import { otlpAttributes, startOtlpReceiver } from "../testing/start-otlp-receiver.ts";
import { startTestServer, type TestServer } from "../testing/start-test-server.ts";

let receiver: Awaited<ReturnType<typeof startOtlpReceiver>>;
let server: TestServer;
let legacy: McpFixture;
let modern: Awaited<ReturnType<typeof startModernUpstream>>;
let agent: Record<string, string>;

const metricsToken = "a-token-for-prometheus";
const secretArgument = "canary-argument-5f0c";
/** Each in a trace of its own. */
const traces = {
  legacy: "a1".repeat(16),
  modern: "b2".repeat(16),
  stdio: "c3".repeat(16),
  run: "d4".repeat(16),
};
const clientSpan = "9f".repeat(8);
const placeIn = (trace: string) => `00-${trace}-${clientSpan}-01`;

/** A server on a pipe that answers a call with the `_meta` that it came with. */
const stdioServer = `require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const result = {
    initialize: { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "pipe", version: "1" } },
    "tools/list": { tools: [{ name: "echo", inputSchema: { type: "object" } }] },
    "tools/call": { content: [{ type: "text", text: JSON.stringify(params?._meta) }] },
  }[method];
  const answer = result ? { result } : { error: { code: -32601, message: "no such method" } };
  console.log(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
})`;

/** A request of a modern client, which stands for itself. */
async function callTool(name: string, meta: Record<string, unknown>, headers: Record<string, string> = {}) {
  const version = "2026-07-28";
  const params = {
    name,
    arguments: { note: secretArgument },
    _meta: {
      "io.modelcontextprotocol/protocolVersion": version,
      "io.modelcontextprotocol/clientCapabilities": {},
      ...meta,
    },
  };
  const answer = await server.ask("/mcp", {
    method: "POST",
    headers: {
      ...{ "content-type": "application/json", accept: "application/json, text/event-stream" },
      ...{ "mcp-protocol-version": version, "mcp-method": "tools/call", "mcp-name": name },
      ...agent,
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
  });
  expect(answer.text).not.toContain('"error"');
  return JSON.parse(answer.text).result as { content: { text: string }[] };
}

async function mutate(procedure: string, input: unknown, headers: Record<string, string> = {}) {
  const answer = await server.mutate(procedure, input, { ...agent, ...headers });
  expect(answer.text).not.toContain('"error"');
  return JSON.parse(answer.text).result.data;
}

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  legacy = await startMcpFixture();
  modern = await startModernUpstream();
  server = await startTestServer({
    OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/`,
    OTEL_EXPORTER_OTLP_HEADERS: "x-collector-key=secret%20key",
    PATCHOPS_METRICS_TOKEN: metricsToken,
    PATCHOPS_UPSTREAM_ALLOW: "127.0.0.1:*",
    PATCHOPS_ALLOW_STDIO: "1",
  });
  const { apiKey } = await server.setUp("ada@example.com");
  agent = { authorization: `Bearer ${apiKey}` };
  const pipe = { kind: "stdio", command: process.execPath, args: ["-e", stdioServer] };
  for (const [name, target] of [
    ["legacy", { kind: "http", url: legacy.url }],
    ["modern", { kind: "http", url: modern.url }],
    ["stdio", pipe],
  ]) {
    await mutate("connection.add", { name, target, onFailure: "discard" });
  }
});

afterAll(async () => {
  await server?.stop();
  await modern?.close();
  await legacy?.close();
  await receiver?.close();
});

const spansOf = (trace: string) => receiver.spans().filter(({ traceId }) => traceId === trace);

it("goes on with a client's trace, at upstreams of both eras and on a pipe, in _meta and header", async () => {
  // _meta speaks for the request, the header for all that share the POST.
  await callTool(
    "legacy_echo",
    { traceparent: placeIn(traces.legacy), tracestate: "vendor=1" },
    {
      traceparent: placeIn("ee".repeat(16)),
    },
  );
  await callTool("modern_echo", {}, { traceparent: placeIn(traces.modern), tracestate: "vendor=2" });
  const answer = await callTool("stdio_echo", { traceparent: placeIn(traces.stdio) });

  const call = legacy.requests.find(({ method }) => method === "tools/call");
  const [modernCall] = modern.calls;
  const received = {
    legacy: { meta: call?.params?._meta as Record<string, unknown>, headers: call?.headers },
    modern: { meta: modernCall?.meta ?? {}, headers: modernCall?.headers },
  };
  for (const [name, { meta, headers }] of Object.entries(received)) {
    expect(meta.traceparent).toMatch(
      new RegExp(`^00-${traces[name as "legacy" | "modern"]}-(?!${clientSpan})[0-9a-f]{16}-01$`),
    );
    expect(headers).toMatchObject({ traceparent: meta.traceparent, tracestate: meta.tracestate });
  }
  expect(received.legacy.meta.tracestate).toBe("vendor=1");
  expect(received.modern.meta.tracestate).toBe("vendor=2");
  expect(answer.content[0]?.text).toContain(`00-${traces.stdio}-`);
});

it("ignores a place that is none, and begins a trace of its own", async () => {
  await callTool("legacy_echo", { traceparent: "00-1-2-01", tracestate: "vendor=3" });
  const last = legacy.requests.findLast(({ method }) => method === "tools/call");
  expect(last?.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(last?.headers).not.toHaveProperty("tracestate");
  expect(JSON.stringify(last?.params?._meta)).not.toContain("vendor=3");
});

it("follows a program into its calls, and names the trace in each call's row", async () => {
  const { executionId } = await mutate(
    "execution.start",
    { code: "await tools.legacy.echo({}); throw new Error('no')" },
    { traceparent: placeIn(traces.run) },
  );
  await waitFor(async () => {
    const input = encodeURIComponent(JSON.stringify({ executionId }));
    const answer = await server.ask(`/trpc/execution.get?input=${input}`, { headers: agent });
    return JSON.parse(answer.text).result.data.status === "failed";
  });
  const answer = await server.ask(`/trpc/activity.list?input=${encodeURIComponent("{}")}`, {
    headers: agent,
  });
  const { calls } = JSON.parse(answer.text).result.data as {
    calls: { connection: string; executionId: string | null; traceId: string }[];
  };
  expect(calls.find((call) => call.executionId === executionId)?.traceId).toBe(traces.run);
  expect(calls.find(({ connection }) => connection === "modern")?.traceId).toBe(traces.modern);
});

it("shows its metrics to whoever has their token, in Prometheus' format", async () => {
  for (const authorization of ["Bearer wrong", "", agent.authorization ?? ""]) {
    expect((await server.ask("/metrics", { headers: { authorization } })).status).toBe(401);
  }
  const { text, headers } = await server.ask("/metrics", {
    headers: { authorization: `Bearer ${metricsToken}` },
  });
  expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
  const values = new Map<string, number>();
  for (const line of text.trimEnd().split("\n")) {
    if (line.startsWith("# HELP ") || line.startsWith("# TYPE ")) continue;
    expect(line).toMatch(/^[a-z_]+(\{[a-z]+="[\w.+-]+"(,[a-z]+="[\w.+-]+")*\})? -?\d+(\.\d+)?(e[+-]?\d+)?$/);
    const at = line.lastIndexOf(" ");
    expect(values.has(line.slice(0, at)), line).toBe(false);
    values.set(line.slice(0, at), Number(line.slice(at + 1)));
  }
  const ok = 'kind="call",via="mcp",outcome="ok"';
  expect(values.get(`patchops_call_duration_seconds_count{${ok}}`)).toBe(4);
  expect(values.get(`patchops_call_duration_seconds_bucket{${ok},le="+Inf"}`)).toBe(4);
  expect(values.get(`patchops_upstream_duration_seconds_count{${ok}}`)).toBe(4);
  expect(values.get('patchops_call_duration_seconds_count{kind="execution",via="sdk",outcome="error"}')).toBe(
    1,
  );
  expect(values.get('patchops_upstream_connections{state="ok"}')).toBe(3);
  expect(values.get('patchops_jobs_waiting{queue="mail"}')).toBeGreaterThanOrEqual(0);
  for (const name of [
    "patchops_calls_under_way",
    "patchops_meter_flush_age_seconds",
    "patchops_sandbox_running",
    'patchops_workflow_runs{state="queued"}',
    'patchops_workflow_runs{state="dead"}',
    "patchops_workflow_queue_age_seconds",
    'patchops_event_loop_delay_seconds{quantile="0.99"}',
    'patchops_database_connections{pool="app"}',
    "process_cpu_seconds_total",
  ]) {
    expect([name, values.get(name)]).toEqual([name, expect.any(Number)]);
  }
});

it("sends spans and metrics to the collector, what is left at its end, and nothing that was said", async () => {
  // Jobs come when they come: those of the start are told before the server ends.
  await waitFor(() => receiver.spans().some(({ name }) => name.startsWith("process ")));
  await server.stop();

  const calls = receiver.metrics().findLast(({ name }) => name === "patchops_call_duration_seconds");
  expect(calls?.unit).toBe("s");
  const counted = calls?.histogram?.dataPoints.find(({ attributes }) => {
    const { kind, via, outcome } = otlpAttributes(attributes);
    return kind === "call" && via === "mcp" && outcome === "ok";
  });
  expect(Number(counted?.count)).toBe(4);

  const chain = ["tools/call modern_echo", "execute_tool", "tools/call echo"];
  const spans = spansOf(traces.modern);
  expect(spans.map(({ name }) => name).sort()).toEqual([...chain, "meter"].sort());
  const [outer, own, upstream] = chain.map((name) => spans.find((span) => span.name === name));
  expect([outer?.parentSpanId, own?.parentSpanId, upstream?.parentSpanId]).toEqual([
    clientSpan,
    outer?.spanId,
    own?.spanId,
  ]);
  // OTLP: 1 internal, 2 server, 3 client.
  expect([outer?.kind, own?.kind, upstream?.kind]).toEqual([2, 1, 3]);
  // What its upstream was told is the span that waited for it.
  expect(modern.calls[0]?.headers.traceparent).toContain(upstream?.spanId);
  expect(otlpAttributes(upstream?.attributes ?? [])).toMatchObject({
    "mcp.method.name": "tools/call",
    "gen_ai.tool.name": "echo",
    "network.transport": "tcp",
    "patchops.mcp.era": "modern",
  });
  expect(otlpAttributes(own?.attributes ?? [])).toMatchObject({
    "patchops.connection": "modern",
    "patchops.via": "mcp",
    "patchops.call.id": expect.any(String),
  });

  const run = spansOf(traces.run);
  const program = run.find(({ name }) => name === "run");
  const call = run.find(({ name }) => name === "execute_tool");
  expect(run.find(({ name }) => name === "execution.start")?.parentSpanId).toBe(clientSpan);
  expect(call?.parentSpanId).toBe(program?.spanId);
  expect(program?.status?.code).toBe(2);
  expect(otlpAttributes(program?.attributes ?? [])["error.type"]).toBe("failed");

  for (const { path, headers } of receiver.requests) {
    expect(["/v1/traces", "/v1/metrics"]).toContain(path);
    expect(headers["x-collector-key"]).toBe("secret key");
  }
  const sent = JSON.stringify(receiver.requests.map(({ body }) => body));
  expect(sent).toContain('"patchops"');
  for (const secret of [secretArgument, metricsToken, (agent.authorization ?? "").slice(7), "secret key"]) {
    expect(sent).not.toContain(secret);
  }
});
