import { isJsonObject } from "@patchops/protocol";
import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { failure, structured } from "./results.ts";

const wrapping = {
  type: "object",
  properties: {
    paper: { type: "string", title: "Paper", enum: ["plain", "stars", "stripes"], default: "stars" },
    note: { type: "string", title: "Note", description: "What the card says.", maxLength: 120 },
    isSurprise: {
      type: "boolean",
      title: "A surprise",
      description: "Send no mail to whom it is for.",
      default: true,
    },
  },
  required: ["paper"],
};

/** The demo's tool that asks its person a question in the middle of the call. */
export const askMe = defineTool({
  input: z.object({ orderId: z.string().default("ord_1060").describe("Like ord_1060.") }),
  definition: {
    name: "ask_me",
    title: "Ask me",
    description:
      "Wraps an order as a gift, and asks you how before it does: a form in the middle of the call. Nothing is sent.",
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  call: async ({ orderId }, { askPerson }) => {
    let answer: Record<string, unknown>;
    try {
      answer = await askPerson({
        message: `How shall ${orderId} be wrapped?`,
        requestedSchema: wrapping,
      });
    } catch {
      return failure(
        "Nobody could be asked. Call this tool from a client that shows forms (MCP: elicitation), or on its page under Tools, Run.",
      );
    }
    const { action, content } = answer;
    if (action !== "accept") return structured({ orderId, isWrapped: false, answer: String(action) });
    return structured({ orderId, isWrapped: true, ...(isJsonObject(content) ? { wrapping: content } : {}) });
  },
});
