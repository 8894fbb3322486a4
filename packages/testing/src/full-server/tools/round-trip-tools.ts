import type { Question } from "../definition.ts";
import { questions } from "./questions.ts";
import { text } from "./text.ts";
import type { Tool } from "./tool.ts";

const noArguments = { type: "object", properties: {} } as const;
const { form, model, roots } = questions;
const name = () => form("What is your name?", { name: { type: "string" } });
const confirm = () => form("Please confirm", { ok: { type: "boolean" } });

function tool(suffix: string, description: string, run: Tool["run"]): Tool {
  return {
    definition: { name: `test_input_required_result_${suffix}`, description, inputSchema: noArguments },
    run,
  };
}

function field(answer: Record<string, unknown> | undefined, key: string): string {
  const content = answer?.content as Record<string, unknown> | undefined;
  return String(content?.[key]);
}

/** Tools for each shape of a round trip to the client: one question, several, several rounds, sealed state. */
export const roundTripTools: Tool[] = [
  tool("elicitation", "Asks for a name.", async ({ ask }) => {
    const { user_name: answer } = await ask({ user_name: name() });
    return text(answer?.action === "accept" ? `Hello, ${field(answer, "name")}!` : "Nobody said a name.");
  }),
  tool("sampling", "Asks the client's model.", async ({ ask }) => {
    const { capital_question: answer } = await ask({
      capital_question: model("What is the capital of France?", 100),
    });
    return text(`The model said: ${field(answer, "text")}`);
  }),
  tool("list_roots", "Asks for the client's roots.", async ({ ask }) => {
    const { client_roots: answer } = await ask({ client_roots: roots() });
    const list = answer?.roots as { uri: string }[];
    return text(`${list.length} root(s): ${list.map(({ uri }) => uri).join(", ")}`);
  }),
  tool("request_state", "Asks with sealed state.", async ({ ask }) => {
    await ask({ confirm: confirm() }, { isSealed: true });
    return text("state-ok");
  }),
  tool("tampered_state", "Refuses state that was changed.", async ({ ask }) => {
    await ask({ confirm: confirm() }, { isSealed: true });
    return text("The state was not changed.");
  }),
  tool("multiple_inputs", "Asks three things at once.", async ({ ask }) => {
    const answers = await ask(
      { user_name: name(), greeting: model("Generate a greeting", 50), client_roots: roots() },
      { isSealed: true },
    );
    const list = answers.client_roots?.roots as unknown[];
    return text(
      `${field(answers.greeting, "text")} ${field(answers.user_name, "name")}, ${list.length} root(s)`,
    );
  }),
  tool("multi_round", "Asks twice.", async ({ ask }) => {
    const { step1 } = await ask(
      { step1: form("Step 1: What is your name?", { name: { type: "string" } }) },
      { isSealed: true },
    );
    const { step2 } = await ask(
      { step2: form("Step 2: What is your favorite color?", { color: { type: "string" } }) },
      { isSealed: true },
    );
    return text(`${field(step1, "name")} likes ${field(step2, "color")}`);
  }),
  tool("capabilities", "Asks only what the client can answer.", async ({ ask, clientCapabilities }) => {
    const possible: [capability: string, key: string, question: Question][] = [
      ["elicitation", "user_name", name()],
      ["sampling", "greeting", model("Generate a short greeting", 50)],
      ["roots", "client_roots", roots()],
    ];
    const asked = possible.filter(([capability]) => clientCapabilities[capability] !== undefined);
    if (asked.length === 0) return text("The client can be asked nothing.");
    const answers = await ask(Object.fromEntries(asked.map(([, key, question]) => [key, question])));
    return text(`Heard ${Object.keys(answers).join(", ")}`);
  }),
];
