import { AppError } from "@patchops/contract";
import { isJsonObject, type JsonObject } from "@patchops/protocol";
import { type Context, searchTools, searchWorkflows, toolDefinition } from "@patchops/services";
import { callTool } from "../call-tool.ts";
import { noteStandIn } from "./note-stand-in.ts";
import { searchDefinition } from "./search-definition.ts";
import { searchLimit } from "./search-limit.ts";
import type { StandIn } from "./stand-in.ts";
import { textArgument } from "./text-argument.ts";

const named = { type: "string", description: "The name of a tool, as search_tools gives it." };

/** What a profile with tool search offers in place of its tools: a client's context holds three definitions, not hundreds. */
const definitions: readonly JsonObject[] = [
  searchDefinition(
    "Finds tools by words that say what you want to do, best first. Many more tools are connected than are listed here: search before you say that something cannot be done.",
  ),
  {
    name: "describe_tool",
    title: "Describe a tool",
    description:
      "The whole definition of a tool, with the schema of its arguments. Read it before call_tool.",
    inputSchema: { type: "object", properties: { name: named }, required: ["name"] },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  {
    name: "call_tool",
    title: "Call a tool",
    description: "Calls a tool by its name. The result is the tool's own.",
    inputSchema: {
      type: "object",
      properties: {
        name: named,
        arguments: { type: "object", description: "As describe_tool says.", default: {} },
      },
      required: ["name"],
    },
  },
];

/** Three tools to search, describe and call the others with. Throws `invalid_input` and `unknown_tool`. */
export const toolSearch: StandIn = {
  list: () => Promise.resolve({ tools: definitions }),
  async call(context, request, forwarding) {
    const { params } = request;
    const given = isJsonObject(params.arguments) ? params.arguments : {};
    switch (params.name) {
      case "search_tools":
        return noteStandIn(context, request, () => search(context, given));
      case "describe_tool":
        return noteStandIn(context, request, () => describe(context, given));
      case "call_tool": {
        const { name, arguments: inner = {} } = given;
        const meant = { ...params, name: textArgument(name, "name"), arguments: inner };
        return callTool(context, { ...request, params: meant }, forwarding);
      }
      default:
        return callTool(context, request, forwarding);
    }
  },
};

function answer(value: JsonObject): JsonObject {
  return { content: [{ type: "text", text: JSON.stringify(value, null, 2) }], structuredContent: value };
}

async function search(context: Context, { query, limit }: JsonObject): Promise<JsonObject> {
  const asked = { query: textArgument(query, "query"), limit: searchLimit(limit) };
  const found = await searchTools(context, asked);
  // One of them may do the whole task.
  const workflows = (await searchWorkflows(context, asked)).map(({ name, definition }) => ({
    name,
    description: String(definition.description),
  }));
  const tools = found.map(({ exposedName, definition: { title, description } }) => ({
    name: exposedName,
    ...(typeof title === "string" ? { title } : {}),
    description: typeof description === "string" ? description : "",
  }));
  return answer({ tools: [...workflows, ...tools].slice(0, asked.limit) });
}

async function describe(context: Context, { name }: JsonObject): Promise<JsonObject> {
  const wanted = textArgument(name, "name");
  const definition = await toolDefinition(context, { name: wanted });
  if (definition) return answer({ ...definition, name: wanted });
  throw new AppError("unknown_tool", `There is no tool named ${JSON.stringify(wanted.slice(0, 80))}.`, {
    sent: false,
    next: "Find it with search_tools.",
  });
}
