import { type Json, ProtocolFault, type Question } from "../definition.ts";
import { questions } from "./questions.ts";
import { text } from "./text.ts";
import type { Tool } from "./tool.ts";

const noArguments = { type: "object", properties: {} } as const;
const { form, visit, model } = questions;

/** A tool that asks one thing and answers what it heard. */
function asks(name: string, description: string, question: Question, say: (answer: Json) => string): Tool {
  return {
    definition: { name, description, inputSchema: noArguments },
    async run({ ask }) {
      const { answer = {} } = await ask({ answer: question });
      return text(say(answer));
    },
  };
}

function completed({ action, content }: Json): string {
  return `Elicitation completed: action=${String(action)}, content=${JSON.stringify(content ?? {})}`;
}

const titled = (names: string[]) => names.map((title, index) => ({ const: `value${index + 1}`, title }));
const plain = ["option1", "option2", "option3"];

/** Tools that ask the client in the middle of a call, in whatever way the era has for it. */
export const askingTools: Tool[] = [
  {
    definition: {
      name: "test_sampling",
      description: "Asks the client's model.",
      inputSchema: {
        type: "object",
        properties: { prompt: { type: "string", description: "What to ask." } },
        required: ["prompt"],
      },
    },
    async run({ args, ask }) {
      const { answer } = await ask({ answer: model(String(args.prompt), 100) });
      const content = answer?.content as { text?: string } | undefined;
      return text(`LLM response: ${content?.text ?? JSON.stringify(content)}`);
    },
  },
  {
    definition: {
      name: "test_elicitation",
      description: "Asks the client's user.",
      inputSchema: {
        type: "object",
        properties: { message: { type: "string", description: "What to show." } },
        required: ["message"],
      },
    },
    async run({ args, ask }) {
      const { answer = {} } = await ask({
        answer: form(String(args.message), {
          username: { type: "string", description: "User's response" },
          email: { type: "string", description: "User's email address" },
        }),
      });
      return text(
        `User response: action=${String(answer.action)}, content=${JSON.stringify(answer.content ?? {})}`,
      );
    },
  },
  {
    definition: {
      name: "test_elicitation_url",
      description: "Sends the client's user to a page.",
      inputSchema: noArguments,
    },
    async run({ ask, completeElicitation }) {
      const { answer } = await ask({
        answer: visit("Please confirm on the page.", "https://example.com/confirm", "visit-1"),
      });
      if (answer?.action === "accept") await completeElicitation?.("visit-1");
      return text(`Visited: action=${String(answer?.action)}`);
    },
  },
  {
    definition: {
      name: "test_elicitation_url_required",
      description: "Fails until the client's user was sent to a page; goes on when it is called again.",
      inputSchema: { type: "object", properties: { token: { type: "string" } }, required: ["token"] },
    },
    async run({ args, era, ask }, world) {
      const token = String(args.token);
      const question = visit("Please sign in on the page.", `https://example.com/sign-in/${token}`, token);
      if (era === "modern") await ask({ answer: question });
      else if (!world.wasRefused(token)) {
        throw new ProtocolFault(-32042, "Sign in first", { elicitations: [question.params] });
      }
      return text("Signed in.");
    },
  },
  asks(
    "test_elicitation_sep1034_defaults",
    "Asks with a default for each primitive type.",
    form(
      "Please check the values.",
      {
        name: { type: "string", description: "Name", default: "John Doe" },
        age: { type: "integer", description: "Age", default: 30 },
        score: { type: "number", description: "Score", default: 95.5 },
        status: {
          type: "string",
          description: "Status",
          enum: ["active", "inactive", "pending"],
          default: "active",
        },
        verified: { type: "boolean", description: "Verified", default: true },
      },
      [],
    ),
    completed,
  ),
  asks(
    "test_elicitation_sep1330_enums",
    "Asks with each kind of choice.",
    form(
      "Please choose.",
      {
        untitledSingle: { type: "string", enum: plain },
        titledSingle: { type: "string", oneOf: titled(["First Option", "Second Option", "Third Option"]) },
        legacyEnum: {
          type: "string",
          enum: ["opt1", "opt2", "opt3"],
          enumNames: ["Option One", "Option Two", "Option Three"],
        },
        untitledMulti: { type: "array", minItems: 1, maxItems: 3, items: { type: "string", enum: plain } },
        titledMulti: {
          type: "array",
          minItems: 1,
          maxItems: 3,
          items: { anyOf: titled(["First Choice", "Second Choice", "Third Choice"]) },
        },
      },
      [],
    ),
    completed,
  ),
  asks(
    "test_missing_capability",
    "Needs a client that has a model.",
    model("Answer with one word.", 16),
    (answer) => `Heard ${JSON.stringify(answer.content)}`,
  ),
];
