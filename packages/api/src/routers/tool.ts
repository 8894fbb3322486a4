import { callToolInput, explainToolInput, listToolsInput, toolRef } from "@patchops/contract";
import {
  apiPromptSession,
  callTool,
  explainTool,
  getTool,
  listTools,
  toolDeclarations,
} from "@patchops/services";
import { procedure, router } from "../trpc.ts";

export const toolRouter = router({
  list: procedure
    .input(listToolsInput.optional())
    .query(({ ctx, input }) => listTools(ctx.context, input ?? {})),
  get: procedure.input(toolRef).query(({ ctx, input }) => getTool(ctx.context, input)),
  /** Why a client is or is not offered a tool. */
  explain: procedure.input(explainToolInput).query(({ ctx, input }) => explainTool(ctx.context, input)),
  declarations: procedure.query(({ ctx }) => toolDeclarations(ctx.context)),
  /** Named so because tRPC reserves `call`. */
  invoke: procedure.input(callToolInput).mutation(async ({ ctx, input, signal }) => {
    const { callId, result, totalMs } = await callTool(ctx.context, {
      tool: { name: input.name },
      arguments: input.arguments,
      argumentsBytes: Buffer.byteLength(JSON.stringify(input.arguments)),
      signal: signal ?? new AbortController().signal,
      timeoutMs: input.timeoutMs,
      promptSessionId: await apiPromptSession(ctx.context),
    });
    return { callId, durationMs: totalMs, result };
  }),
});
