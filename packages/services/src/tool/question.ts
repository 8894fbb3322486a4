import type { AnswerToolQuestionInput, ToolQuestion } from "@patchops/contract";
import { AppError, answerToolQuestionInput, newId } from "@patchops/contract";
import { isJsonObject, type JsonObject, RpcError, type RpcResponse, rpcErrorCodes } from "@patchops/protocol";
import type { Caller } from "@patchops/upstream";
import type { Context } from "../context.ts";
import {
  apiPromptSession,
  listenForPromptSessions,
  recordSessionEvent,
  takeAnswer,
  tellAnswer,
} from "../promptsession/index.ts";
import { requireAccess } from "../require-access.ts";

/** By this name an answer finds its call; that of somebody else finds none. */
const nameOf = ({ actor }: Context, id: string) => `${actor.userId} ${id}`;

interface Page {
  promptSessionId: string | undefined;
  onQuestion: (question: ToolQuestion) => void;
  onEnded: (id: string) => void;
}

/** Whoever made a call on a page of ours, as its server may ask them: answered by `answerToolQuestion`, at whichever node. */
export function personAtPage(context: Context, page: Page): Caller {
  return {
    capabilities: { elicitation: { form: {}, url: {} } },
    async ask({ method, params }, signal) {
      if (method !== "elicitation/create") {
        throw new RpcError("A page cannot answer this.", { code: rpcErrorCodes.methodNotFound });
      }
      const startedMs = Date.now();
      const from = performance.now();
      const question = toQuestion(params);
      let outcome = "cancelled";
      try {
        const answer = await ask(context, question, { ...page, signal });
        outcome = typeof answer.action === "string" ? answer.action : "ok";
        return answer;
      } finally {
        page.onEnded(question.id);
        const { promptSessionId } = page;
        if (promptSessionId !== undefined) {
          const subject = question.url === undefined ? "form" : "url";
          const event = { promptSessionId, kind: method, subject, outcome, startedMs };
          recordSessionEvent(context, { ...event, totalMs: performance.now() - from });
        }
      }
    },
  };
}

/** Answers a question of one of the actor's own calls, if that still waits. Throws `unavailable`. */
export async function answerToolQuestion(context: Context, rawInput: AnswerToolQuestionInput): Promise<void> {
  requireAccess(context, "tool.answerQuestion");
  const { id, ...result } = answerToolQuestionInput.parse(rawInput);
  const sessionId = await apiPromptSession(context);
  if (sessionId === undefined) {
    throw new AppError("unavailable", "The answer could not be passed on.", {
      retryable: true,
      next: "Send it again.",
    });
  }
  const answer: RpcResponse = { jsonrpc: "2.0", id, result };
  await tellAnswer(context, { sessionId, questionId: nameOf(context, id), answer });
}

function toQuestion({ message, requestedSchema, mode, url }: JsonObject): ToolQuestion {
  return {
    id: newId(),
    message: typeof message === "string" ? message : "",
    ...(mode === "url" ? { url: String(url) } : {}),
    ...(isJsonObject(requestedSchema) ? { requestedSchema } : {}),
  };
}

async function ask(
  context: Context,
  question: ToolQuestion,
  { signal, onQuestion }: Page & { signal: AbortSignal },
): Promise<JsonObject> {
  const { services, actor } = context;
  const { organizationId } = actor;
  const name = nameOf(context, question.id);
  const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
  const onAbort = () => reject(new RpcError("The question was withdrawn."));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const stop = await listenForPromptSessions(services, ({ answered }) => {
    if (answered?.questionId !== name) return;
    takeAnswer(services, { organizationId, id: answered.id }).then((answer) => {
      if (answer && "result" in answer) resolve(answer.result);
    }, reject);
  });
  try {
    onQuestion(question);
    return await promise;
  } finally {
    signal.removeEventListener("abort", onAbort);
    await stop();
  }
}
