import type { ToolCallEvent } from "@patchops/contract";
import { type Context, callTool, type ToolCall } from "@patchops/services";

/**
 * A call that waits where its policy asks a person: says so, goes on by itself when somebody has answered, on whichever node, and
 * ends with its answer. A reader who leaves gives up the call, not the question.
 */
export async function* callAndWait(context: Context, call: ToolCall): AsyncGenerator<ToolCallEvent> {
  const leaving = new AbortController();
  const questions: ToolCallEvent[] = [];
  let news = Promise.withResolvers<null>();
  const calling = callTool(context, {
    ...call,
    signal: AbortSignal.any([call.signal, leaving.signal]),
    askToApprove: ({ arguments: _known, allowsSelf: _self, ...approval }) => {
      questions.push({ type: "approval", approval });
      news.resolve(null);
      return { answered: new Promise(() => undefined), close: () => undefined };
    },
  });
  try {
    for (;;) {
      const answer = await Promise.race([calling, news.promise]);
      news = Promise.withResolvers();
      yield* questions.splice(0);
      if (answer === null) continue;
      const { callId, result, totalMs: durationMs } = answer;
      yield { type: "answer", callId, durationMs, result };
      return;
    }
  } finally {
    leaving.abort();
  }
}
