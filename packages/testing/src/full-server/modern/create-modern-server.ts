import {
  fromJsonSchema,
  McpServer,
  ProtocolError,
  type RequestStateCodec,
  ResourceNotFoundError,
} from "@modelcontextprotocol/server";
import { complete } from "../complete.ts";
import { prompts } from "../prompts.ts";
import { resources } from "../resources.ts";
import { listTools } from "../tools/list-tools.ts";
import type { World } from "../world.ts";
import { createModernCall, InputRequired, type Rounds } from "./create-modern-call.ts";

const lists = { ttlMs: 5_000, cacheScope: "public" } as const;

/** A server of the modern era for one request, made with the SDK's second line. */
export function createModernServer(world: World, codec: RequestStateCodec<Rounds>): McpServer {
  const mcp = new McpServer(
    { name: "full-server", title: "Full server", version: "1.0.0" },
    {
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        logging: {},
        completions: {},
      },
      instructions: "Offers one of each thing.",
      requestState: { verify: codec.verify },
      cacheHints: {
        "tools/list": lists,
        "prompts/list": lists,
        "resources/list": lists,
        "resources/templates/list": lists,
        "resources/read": { ttlMs: 0, cacheScope: "private" },
        "server/discover": lists,
      },
    },
  );
  const { server } = mcp;

  // Registered for the check of `Mcp-Param-*`, which goes by the registry; listed as they are written.
  for (const { definition, run } of listTools(world)) {
    const { name, description, inputSchema } = definition;
    mcp.registerTool(
      name,
      { description, inputSchema: fromJsonSchema(inputSchema) },
      async (args, context) => {
        const call = createModernCall(args as Record<string, unknown>, context, codec);
        return orQuestions(() => run(call, world));
      },
    );
  }
  server.setRequestHandler("tools/list", () => ({
    tools: listTools(world).map(({ definition }) => definition),
  }));
  server.setRequestHandler("prompts/list", () => ({ prompts: prompts.list(world) }));
  server.setRequestHandler("prompts/get", ({ params }, context) => {
    const prompt = prompts.find(params.name, world);
    if (prompt === undefined) throw new ProtocolError(-32602, `Unknown prompt: ${params.name}`);
    const call = createModernCall(params.arguments ?? {}, context, codec);
    return orQuestions(() => prompt.get(call));
  });
  server.setRequestHandler("resources/list", () => ({ resources: resources.list(world) }));
  server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: resources.templates() }));
  server.setRequestHandler("resources/read", ({ params: { uri } }) => {
    const contents = resources.read(uri, world);
    if (contents === undefined) throw new ResourceNotFoundError(uri);
    return { contents: [contents] };
  });
  server.setRequestHandler("completion/complete", ({ params: { argument } }) => complete(argument));
  return mcp;
}

/** The result, or what has to be asked before there is one. */
async function orQuestions<Result>(run: () => Result | Promise<Result>) {
  try {
    return await run();
  } catch (error) {
    if (error instanceof InputRequired) return error.result;
    throw error;
  }
}
