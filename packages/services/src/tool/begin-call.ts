import type { ToolSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { traceIdOf } from "../trace/index.ts";
import type { MeteredCall } from "../usage/index.ts";
import type { ToolCall } from "./call.ts";
import { storableText } from "./storable-text.ts";

type CalledTool = Pick<ToolCall, "tool" | "argumentsBytes" | "promptSessionId" | "executionId" | "callId">;

/** Begins the row of a call in the journal. `tool`: null where its name is that of no upstream's tool. Throws as `Meter.begin`. */
export function beginCall(context: Context, call: CalledTool, tool: ToolSnapshot | null): MeteredCall {
  const { actor } = context;
  const named = "name" in call.tool ? { connection: null, ...call.tool } : { name: null, ...call.tool };
  return context.services.meter.begin(
    {
      organizationId: actor.organizationId,
      kind: "call",
      method: "tools/call",
      via: context.via,
      userId: actor.userId,
      apiKeyId: actor.apiKeyId,
      clientName: context.client?.name ?? null,
      clientVersion: context.client?.version ?? null,
      promptSessionId: call.promptSessionId ?? null,
      executionId: call.executionId ?? null,
      profile: actor.profile,
      connectionId: tool?.connection.id ?? null,
      connectionSlug:
        tool?.connection.slug ?? (named.connection === null ? null : storableText(named.connection, 64)),
      providerType: tool?.connection.transport === "demo" ? "demo" : (tool?.connection.providerType ?? null),
      tool: tool?.originalName ?? ("tool" in call.tool ? storableText(call.tool.tool, 128) : null),
      exposedName: tool?.exposedName ?? (named.name === null ? null : storableText(named.name, 128)),
      bytesIn: call.argumentsBytes,
      requestId: context.requestId,
      traceId: traceIdOf(context),
    },
    call.callId,
  );
}
