import type { JsonObject } from "@patchops/protocol";
import { type Context, offeredConnections } from "@patchops/services";
import { nameWithin } from "../name-within.ts";
import { searchDefinition } from "./search-definition.ts";

/** Characters. */
const namesBudget = 600;

/** The tools of code mode. What they cost a client does not grow with what is connected. */
export async function codeModeTools(context: Context): Promise<JsonObject[]> {
  return [
    searchDefinition(
      "Finds connected tools by words that say what you want to do, best first, each with the path by which a program calls it. Search before you say that something cannot be done.",
    ),
    {
      name: "describe_tools",
      title: "Describe tools",
      description:
        "TypeScript declarations of tools, with what they do, by the paths that search_tools gives. Read them before you call a tool for the first time.",
      inputSchema: {
        type: "object",
        properties: { names: { type: "array", items: { type: "string" }, minItems: 1, maxItems: 50 } },
        required: ["names"],
      },
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    {
      name: "execute_code",
      title: "Execute code",
      description: `Runs a TypeScript program that calls connected tools, in a sandbox, and answers what it returns. Search and describe tools first, then do the whole task in one program: only its result comes back, so filter and join there. \`const { issues } = await tools.github.list_issues({ repo: "a/b" })\`: a tool takes one object and answers its structured result, else its text, parsed when that is JSON. A failed call throws ToolError { code, message, retryable }. Top-level await, Promise.all, console.log and \`return\` work; there are no imports, files or network. ${await connected(context)}`,
      inputSchema: {
        type: "object",
        properties: {
          code: { type: "string" },
          input: { description: "The program's global `input`." },
          timeoutMs: { type: "integer", minimum: 100, default: 60_000 },
          resume: {
            type: "string",
            description: "In place of code: the executionId of a run that waited, or whose result was cut.",
          },
          page: { type: "integer", minimum: 1, description: "With resume: a page of a result that was cut." },
        },
      },
      outputSchema: {
        type: "object",
        properties: {
          executionId: { type: "string" },
          status: { type: "string" },
          result: {},
          logs: { type: "array" },
          toolCalls: { type: "integer" },
          usage: { type: "object" },
          error: { type: "object" },
        },
        required: ["executionId", "status"],
      },
    },
  ];
}

async function connected(context: Context): Promise<string> {
  const connections = await offeredConnections(context);
  if (connections.length === 0) return "No tool is connected yet.";
  const { text, others } = nameWithin(
    connections.map(({ codeName, tools }) => `tools.${codeName} (${tools})`),
    namesBudget,
  );
  return `Connected, with their numbers of tools: ${text}${others > 0 ? ` and ${others} more, which search_tools knows` : ""}.`;
}
