import { AppError, errorBody } from "@patchops/contract";
import { isJsonObject, type JsonObject } from "@patchops/protocol";
import { type Context, describeForCode, searchForCode } from "@patchops/services";
import { placeOf } from "../place-of.ts";
import { refusalResult } from "../refusal-result.ts";
import { codeModeTools } from "./code-mode-tools.ts";
import { executeCode } from "./execute-code.ts";
import { noteStandIn } from "./note-stand-in.ts";
import { searchLimit } from "./search-limit.ts";
import type { StandIn } from "./stand-in.ts";
import { textArgument } from "./text-argument.ts";

const lineLength = 120;
const maxNames = 50;

/**
 * Three tools to search, describe and run programs with. Whatever keeps them from doing it is a result that the model can read; throws
 * AppError `cancelled` and `internal` alone.
 */
export const codeMode: StandIn = {
  list: async (context) => ({ tools: await codeModeTools(context) }),
  async call(context, request, forwarding) {
    const { name, arguments: given } = request.params;
    try {
      if (given !== undefined && !isJsonObject(given)) {
        throw new AppError("invalid_input", "The arguments of a tool are an object.");
      }
      switch (name) {
        case "search_tools":
          return await noteStandIn(context, request, () => search(context, given ?? {}));
        case "describe_tools":
          return await noteStandIn(context, request, () => describe(context, given ?? {}));
        case "execute_code":
          return await executeCode(context, { request, given: given ?? {}, forwarding });
        default:
          throw await notHere(context, String(name));
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.code === "cancelled" || error.code === "internal")
        throw error;
      return refusalResult(error, placeOf(context)) ?? mistake(context, error);
    }
  },
};

/** What would be an error of the protocol elsewhere: here a model wrote it, and mends it. */
function mistake(context: Context, error: AppError): JsonObject {
  const { message, next, ...facts } = errorBody(error, placeOf(context));
  return {
    content: [{ type: "text", text: next === undefined ? message : `${message} ${next}` }],
    isError: true,
    _meta: { "patchops/error": facts },
  };
}

async function notHere(context: Context, name: string): Promise<AppError> {
  const { declarations } = await describeForCode(context, { names: [name] });
  const shown = JSON.stringify(name.slice(0, 80));
  return new AppError("unknown_tool", `There is no tool named ${shown} here.`, {
    sent: false,
    next:
      declarations === ""
        ? "There are search_tools, describe_tools and execute_code."
        : `It is called from a program, by execute_code:\n${declarations}`,
  });
}

function oneLine(description: string): string {
  const line = description.trim().split("\n")[0] ?? "";
  return line.length > lineLength
    ? `${line
        .slice(0, lineLength - 1)
        .trimEnd()
        .toWellFormed()}…`
    : line;
}

async function search(context: Context, { query, limit }: JsonObject): Promise<JsonObject> {
  const found = await searchForCode(context, {
    query: textArgument(query, "query"),
    limit: searchLimit(limit),
  });
  const tools = found.map((tool) => ({ ...tool, description: oneLine(tool.description) }));
  const text =
    tools.length === 0
      ? "Nothing fits. Try other words, or fewer."
      : tools
          .map(({ name, path, description }) => `${path} (${name})${description && `: ${description}`}`)
          .join("\n");
  return { content: [{ type: "text", text }], structuredContent: { tools } };
}

async function describe(context: Context, { names }: JsonObject): Promise<JsonObject> {
  const wanted = typeof names === "string" ? [names] : names;
  if (!Array.isArray(wanted) || wanted.length === 0 || wanted.length > maxNames) {
    throw new AppError("invalid_input", `describe_tools takes names: 1 to ${maxNames} of them.`);
  }
  const texts = wanted.map((name) => textArgument(name, "names"));
  const { declarations, unknown } = await describeForCode(context, { names: texts });
  const missing = unknown.map(({ name, near }) => {
    const hint = near === null ? "Find it with search_tools." : `Did you mean ${near}?`;
    return `There is no tool ${JSON.stringify(name.slice(0, 80))}. ${hint}`;
  });
  const text = [declarations.trimEnd(), ...missing].filter((part) => part !== "").join("\n");
  return {
    content: [{ type: "text", text }],
    structuredContent: { declarations, ...(unknown.length > 0 ? { unknown } : {}) },
    ...(declarations === "" ? { isError: true } : {}),
  };
}
