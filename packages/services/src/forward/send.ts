import { isJsonObject, type JsonObject, type TraceContext, withTraceContext } from "@patchops/protocol";
import type { Target, UpstreamAnswer, UpstreamRequest } from "@patchops/upstream";
import type { Context } from "../context.ts";
import { withSpan } from "../trace/index.ts";

/** Sends a request to an upstream, which hears of the trace that it is a part of. Throws UpstreamError. */
export function send(context: Context, target: Target, request: UpstreamRequest): Promise<UpstreamAnswer> {
  const { method, params } = request;
  const isCall = method === "tools/call";
  const name = isCall || method === "prompts/get" ? String(params.name) : undefined;
  const work = {
    name: name === undefined ? method : `${method} ${name}`,
    kind: "client" as const,
    attributes: {
      "mcp.method.name": method,
      "gen_ai.operation.name": isCall ? "execute_tool" : undefined,
      [isCall ? "gen_ai.tool.name" : "gen_ai.prompt.name"]: name,
      "network.transport": target.transport.kind === "stdio" ? "pipe" : "tcp",
      "patchops.connection.id": target.connectionId,
    },
    read: ({ result, era }: UpstreamAnswer) => ({
      error: result.isError === true ? "tool_error" : undefined,
      attributes: { "patchops.mcp.era": era },
    }),
  };
  return withSpan(context, work, ({ span, services }) =>
    services.upstreams.request(
      target,
      span ? { ...request, params: { ...params, _meta: metaWith(span.carrier, params._meta) } } : request,
    ),
  );
}

function metaWith(trace: TraceContext, given: unknown): JsonObject {
  return withTraceContext(isJsonObject(given) ? given : undefined, trace);
}
