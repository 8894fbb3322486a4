import type { Json, Question } from "../definition.ts";

/** The questions that the tools ask. */
export const questions = {
  form(message: string, properties: Record<string, Json>, required = Object.keys(properties)): Question {
    return {
      method: "elicitation/create",
      params: { message, requestedSchema: { type: "object", properties, required } },
    };
  },
  visit(message: string, url: string, elicitationId: string): Question {
    return { method: "elicitation/create", params: { mode: "url", message, url, elicitationId } };
  },
  model(prompt: string, maxTokens: number): Question {
    return {
      method: "sampling/createMessage",
      params: { messages: [{ role: "user", content: { type: "text", text: prompt } }], maxTokens },
    };
  },
  roots(): Question {
    return { method: "roots/list", params: {} };
  },
};
