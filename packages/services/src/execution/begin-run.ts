import type { Context } from "../context.ts";
import { traceIdOf } from "../trace/index.ts";
import type { MeteredCall } from "../usage/index.ts";

/** The usage row of a run; one that is resumed goes on under the row that it began with. */
export function beginRun(
  context: Context,
  code: string,
  run: { executionId: string; promptSessionId: string | undefined; rowId?: string },
): MeteredCall {
  const { executionId, promptSessionId, rowId } = run;
  const { actor } = context;
  return context.services.meter.begin(
    {
      organizationId: actor.organizationId,
      kind: "execution",
      method: "execution",
      via: context.via,
      userId: actor.userId,
      apiKeyId: actor.apiKeyId,
      clientName: context.client?.name ?? null,
      clientVersion: context.client?.version ?? null,
      promptSessionId: promptSessionId ?? null,
      executionId,
      profile: actor.profile,
      connectionId: null,
      connectionSlug: null,
      providerType: null,
      tool: null,
      exposedName: null,
      bytesIn: Buffer.byteLength(code),
      requestId: context.requestId,
      traceId: traceIdOf(context),
    },
    rowId,
  );
}
