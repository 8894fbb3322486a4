import {
  answerToolQuestionInput,
  callAndWaitInput,
  callToolInput,
  explainToolInput,
  listToolsInput,
  type ToolCallEvent,
  toolRef,
} from "@patchops/contract";
import {
  answerToolQuestion,
  apiPromptSession,
  type Context,
  callTool,
  explainTool,
  getTool,
  listTools,
  type ToolCall,
  toolDeclarations,
} from "@patchops/services";
import type { z } from "zod";
import { callAndWait } from "../call-and-wait.ts";
import { procedure, router } from "../trpc.ts";
import { watchSender } from "../watch-sender.ts";

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
    const sender = watchSender(ctx, "call", signal);
    try {
      const call = await callOf(ctx.context, input, sender.signal);
      const { callId, result, totalMs } = await callTool(ctx.context, call);
      return { callId, durationMs: totalMs, result };
    } catch (error) {
      sender.throwIfBarred();
      throw error;
    } finally {
      sender.close();
    }
  }),
  /** The same, waiting for people where they are needed. Its answer is a stream (tRPC's batch stream link). */
  invokeAndWait: procedure.input(callAndWaitInput).mutation(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<ToolCallEvent, void, unknown> {
    const sender = watchSender(ctx, "call", signal);
    try {
      yield* callAndWait(ctx.context, await callOf(ctx.context, input, sender.signal), input);
    } catch (error) {
      sender.throwIfBarred();
      throw error;
    } finally {
      sender.close();
    }
  }),
  /** What a tool's server asked in the middle of the call (MCP: elicitation). */
  answerQuestion: procedure
    .input(answerToolQuestionInput)
    .mutation(({ ctx, input }) => answerToolQuestion(ctx.context, input)),
});

async function callOf(
  context: Context,
  { name, arguments: args, timeoutMs }: z.output<typeof callToolInput>,
  signal: AbortSignal,
): Promise<ToolCall> {
  return {
    tool: { name },
    arguments: args,
    argumentsBytes: Buffer.byteLength(JSON.stringify(args)),
    signal,
    timeoutMs,
    promptSessionId: await apiPromptSession(context),
  };
}
