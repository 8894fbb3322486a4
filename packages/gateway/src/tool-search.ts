import { AppError } from "@patchops/contract";
import { isJsonObject, type JsonObject } from "@patchops/protocol";
import { type Context, searchTools, toolDefinition } from "@patchops/services";
import type { MethodRequest } from "./perform.ts";

const named = { type: "string", description: "The name of a tool, as search_tools gives it." };
const readOnly = { readOnlyHint: true, openWorldHint: false };

/** What a profile with tool search offers in place of its tools: a client's context holds three definitions, not hundreds. */
const definitions: readonly JsonObject[] = [
  {
    name: "search_tools",
    title: "Search tools",
    description:
      "Finds tools by words that say what you want to do, best first. Many more tools are connected than are listed here: search before you say that something cannot be done.",
    inputSchema: {
      type: "object",
      properties: {
        query: { type: "string", description: "For example: create an issue in a repository" },
        limit: { type: "integer", minimum: 1, maximum: 50, default: 10 },
      },
      required: ["query"],
    },
    annotations: readOnly,
  },
  {
    name: "describe_tool",
    title: "Describe a tool",
    description:
      "The whole definition of a tool, with the schema of its arguments. Read it before call_tool.",
    inputSchema: { type: "object", properties: { name: named }, required: ["name"] },
    annotations: readOnly,
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

const defaultLimit = 10;
const maxLimit = 50;

/** Whether the endpoint offers a search in place of its tools. */
export async function offersToolSearch({ services, actor }: Context): Promise<boolean> {
  if (actor.profile === null) return false;
  const snapshot = await services.snapshots.get(actor.organizationId);
  return snapshot.profilesBySlug.get(actor.profile)?.isToolSearch === true;
}

export function listToolSearch(): JsonObject {
  return { tools: definitions };
}

/**
 * The params of the call that a `tools/call` means where a search is offered: those of the tool behind `call_tool`, or its own.
 * A search or a description is answered here. Throws `invalid_input` and `unknown_tool`.
 */
export async function resolveToolSearch(
  context: Context,
  { params }: Pick<MethodRequest, "params">,
): Promise<{ params: JsonObject } | { result: JsonObject }> {
  const given = isJsonObject(params.arguments) ? params.arguments : {};
  switch (params.name) {
    case "search_tools":
      return { result: await search(context, given) };
    case "describe_tool":
      return { result: await describe(context, given) };
    case "call_tool": {
      const { name, arguments: inner = {} } = given;
      return { params: { ...params, name: textOf(name, "name"), arguments: inner } };
    }
    default:
      return { params };
  }
}

function textOf(value: unknown, field: string): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new AppError("invalid_input", `The argument ${field} is missing.`);
}

function answer(value: JsonObject): JsonObject {
  return { content: [{ type: "text", text: JSON.stringify(value, null, 2) }], structuredContent: value };
}

async function search(context: Context, { query, limit }: JsonObject): Promise<JsonObject> {
  const wanted = Number.isInteger(limit) ? Number(limit) : defaultLimit;
  const found = await searchTools(context, {
    query: textOf(query, "query"),
    limit: Math.min(maxLimit, Math.max(1, wanted)),
  });
  return answer({
    tools: found.map(({ exposedName, definition: { title, description } }) => ({
      name: exposedName,
      ...(typeof title === "string" ? { title } : {}),
      description: typeof description === "string" ? description : "",
    })),
  });
}

async function describe(context: Context, { name }: JsonObject): Promise<JsonObject> {
  const wanted = textOf(name, "name");
  const definition = await toolDefinition(context, { name: wanted });
  if (definition) return answer({ ...definition, name: wanted });
  throw new AppError("unknown_tool", `There is no tool named ${JSON.stringify(wanted.slice(0, 80))}.`, {
    sent: false,
    next: "Find it with search_tools.",
  });
}
