import { isJsonObject, type JsonObject, readTraceContext } from "@patchops/protocol";
import type { Context } from "@patchops/services";
import { type MethodRequest, methodVerbs } from "./perform.ts";

/**
 * A client's request as a piece of work (OpenTelemetry, semantic conventions for MCP). `_meta` says more exactly than the headers
 * of the POST where the client stands, whose requests may share one.
 */
export function spanOf(context: Context, { method, params, connection, promptSessionId }: MethodRequest) {
  const known = methodVerbs.has(method) ? method : "other";
  const isNamed = method === "tools/call" || method === "prompts/get";
  const target = isNamed ? ` ${String(params.name).slice(0, 128)}` : "";
  const meta = isJsonObject(params._meta) ? params._meta : undefined;
  return {
    name: `${known}${target}`,
    kind: "server" as const,
    parent: meta && readTraceContext(meta),
    attributes: {
      "mcp.method.name": known,
      "mcp.session.id": promptSessionId,
      "patchops.endpoint.connection": connection,
      "patchops.organization.id": context.actor.organizationId,
      "patchops.request.id": context.requestId,
    },
    // A tool's own failure is one in the trace, too.
    read: (result: JsonObject) => ({ error: result.isError === true ? "tool_error" : undefined }),
  };
}
