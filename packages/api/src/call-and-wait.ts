import type { ToolCallEvent } from "@patchops/contract";
import { type Context, callTool, personAtPage, type ToolCall } from "@patchops/services";

/**
 * A call that waits where its policy or its tool asks a person: says so, goes on by itself when somebody has answered, on whichever
 * node, and ends with its answer. A reader who leaves gives up the call, not the approval.
 */
export async function* callAndWait(
  context: Context,
  call: ToolCall,
  { answersQuestions }: { answersQuestions: boolean },
): AsyncGenerator<ToolCallEvent> {
  const leaving = new AbortController();
  const events: ToolCallEvent[] = [];
  let news = Promise.withResolvers<null>();
  const tell = (event: ToolCallEvent) => {
    events.push(event);
    news.resolve(null);
  };
  const person = personAtPage(context, {
    promptSessionId: call.promptSessionId,
    onQuestion: (question) => tell({ type: "question", question }),
    onEnded: (id) => tell({ type: "questionEnded", id }),
  });
  const calling = callTool(context, {
    ...call,
    ...(answersQuestions ? { caller: person } : {}),
    signal: AbortSignal.any([call.signal, leaving.signal]),
    askToApprove: ({ arguments: _known, allowsSelf: _self, ...approval }) => {
      tell({ type: "approval", approval });
      return { answered: new Promise(() => undefined), close: () => undefined };
    },
  });
  try {
    for (;;) {
      const answer = await Promise.race([calling, news.promise]);
      news = Promise.withResolvers();
      yield* events.splice(0);
      if (answer === null) continue;
      const { callId, result, totalMs: durationMs } = answer;
      yield { type: "answer", callId, durationMs, result };
      return;
    }
  } finally {
    leaving.abort();
  }
}
