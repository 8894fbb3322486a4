import {
  type CallToolResult,
  fromJsonSchema,
  McpServer,
  ProtocolError,
  type RequestStateCodec,
  ResourceNotFoundError,
} from "@modelcontextprotocol/server";
import { complete } from "../complete.ts";
import type { Json } from "../definition.ts";
import { prompts } from "../prompts.ts";
import { resources } from "../resources.ts";
import { listTools } from "../tools/list-tools.ts";
import type { World } from "../world.ts";
import { createModernCall, InputRequired, type Rounds } from "./create-modern-call.ts";
import { hasTasks, needsTasks, serveTasks, taskFields, tasksExtension } from "./serve-tasks.ts";

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
        extensions: { [tasksExtension]: {} },
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

  // The registry is there for the SDK's check of `Mcp-Param-*`; tools are listed and called as they are written.
  for (const { definition } of listTools(world)) {
    const { name, inputSchema } = definition;
    mcp.registerTool(name, { inputSchema: fromJsonSchema(inputSchema) }, () => ({ content: [] }));
  }
  server.setRequestHandler("tools/list", () => ({
    tools: listTools(world).map(({ definition }) => definition),
  }));
  server.setRequestHandler("tools/call", ({ params }, context) => {
    const tool = listTools(world).find(({ definition }) => definition.name === params.name);
    if (tool === undefined) throw new ProtocolError(-32602, `Unknown tool: ${params.name}`);
    const isTask = tool.taskSupport !== undefined && hasTasks(context);
    if (tool.taskSupport === "required" && !isTask) throw needsTasks();
    const call = createModernCall(params.arguments ?? {}, context, codec);
    return orQuestions(async () => {
      const more = await tool.prepare?.(call);
      const prepared = more === undefined ? call : { ...call, args: { ...call.args, ...more } };
      if (!isTask) return tool.run(prepared, world);
      const task = world.tasks.start(prepared, (taskCall) => tool.run(taskCall, world));
      // The SDK's types know nothing of the extension.
      return { ...taskFields(task), resultType: "task" } as Json as CallToolResult;
    });
  });
  serveTasks(server, world.tasks);
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
