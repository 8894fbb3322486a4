import {
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequests,
  type InputRequiredResult,
  inputRequired,
  type RequestStateCodec,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Call, Json, Question } from "../definition.ts";

/** What the client answered in the rounds before this one. */
export interface Rounds {
  answers: Record<string, Json>[];
}

/** Ends a handler that has to wait for the client. */
export class InputRequired extends Error {
  readonly result: InputRequiredResult;
  constructor(result: InputRequiredResult) {
    super("The client is asked first");
    this.result = result;
  }
}

function isAnswer({ method, params }: Question, given: unknown): given is Json {
  if (typeof given !== "object" || given === null) return false;
  const answer = given as Json;
  switch (method) {
    case "roots/list":
      return Array.isArray(answer.roots);
    case "sampling/createMessage":
      return typeof answer.content === "object" && answer.content !== null;
    case "elicitation/create": {
      if (answer.action === "decline" || answer.action === "cancel") return true;
      const schema = params.requestedSchema as { required?: string[] } | undefined;
      const content = answer.content as Json | undefined;
      return (
        answer.action === "accept" && (schema?.required ?? []).every((key) => content?.[key] !== undefined)
      );
    }
  }
}

/** A request of the modern era: a question ends it with `input_required`, and it runs again with the answers. */
export function createModernCall(
  args: Json,
  { mcpReq }: ServerContext,
  codec: RequestStateCodec<Rounds>,
): Call {
  const state = mcpReq.requestState<Rounds>();
  const past = state?.answers ?? [];
  const token = mcpReq._meta?.progressToken;
  const envelope: Json = { ...mcpReq.envelope };
  /** The round that this request brings answers for. */
  const open = past.length;
  let round = 0;

  return {
    args,
    era: "modern",
    signal: mcpReq.signal,
    clientCapabilities: (envelope[CLIENT_CAPABILITIES_META_KEY] ?? {}) as Json,
    async progress(step) {
      if (token === undefined) return;
      await mcpReq.notify({ method: "notifications/progress", params: { progressToken: token, ...step } });
    },
    log: (level, data) => mcpReq.log(level, data, "full-server"),
    async ask(questions, { isSealed = false } = {}) {
      const index = round;
      round += 1;
      const known = past[index];
      if (known !== undefined) return known;
      const keys = Object.keys(questions);
      const given = index === open && (!isSealed || state !== undefined) ? mcpReq.inputResponses : {};
      const answers: Record<string, Json> = {};
      for (const [key, question] of Object.entries(questions)) {
        const answer = given?.[key];
        if (isAnswer(question, answer)) answers[key] = answer;
      }
      if (keys.every((key) => answers[key] !== undefined)) {
        past.push(answers);
        return answers;
      }
      const needsState = isSealed || past.length > 0;
      throw new InputRequired(
        inputRequired({
          // The shapes are the tools' own, and meant to be odd at times.
          inputRequests: questions as InputRequests,
          ...(needsState ? { requestState: await codec.mint({ answers: past }) } : {}),
        }),
      );
    },
  };
}
