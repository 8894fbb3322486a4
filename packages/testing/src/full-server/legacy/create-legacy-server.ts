import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  SetLevelRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { complete } from "../complete.ts";
import type { LogLevel } from "../definition.ts";
import { prompts } from "../prompts.ts";
import { resources } from "../resources.ts";
import { listTools } from "../tools/list-tools.ts";
import type { World } from "../world.ts";
import { createLegacyCall } from "./create-legacy-call.ts";
import { serveTasks, taskFields } from "./serve-tasks.ts";

/** A server of the legacy era for one session, made with the SDK's first line. */
export function createLegacyServer(world: World): Server {
  const server = new Server(
    { name: "full-server", title: "Full server", version: "1.0.0" },
    {
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        logging: {},
        completions: {},
        tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } },
      },
      instructions: "Offers one of each thing.",
    },
  );
  const subscribed = new Set<string>();
  let level: LogLevel = "debug";

  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: listTools(world).map(({ definition, taskSupport }) =>
      taskSupport === undefined ? definition : { ...definition, execution: { taskSupport } },
    ),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const tool = listTools(world).find(({ definition }) => definition.name === params.name);
    if (tool === undefined) throw new McpError(-32602, `Unknown tool: ${params.name}`);
    const isTask = params.task !== undefined;
    if (isTask ? tool.taskSupport === undefined : tool.taskSupport === "required") {
      throw new McpError(-32601, `${params.name} ${isTask ? "is never" : "has to be"} a task`);
    }
    const call = createLegacyCall({ server, args: params.arguments ?? {}, extra, level });
    const more = await tool.prepare?.(call);
    const prepared = more === undefined ? call : { ...call, args: { ...call.args, ...more } };
    if (!isTask) return tool.run(prepared, world);
    return { task: taskFields(world.tasks.start(prepared, (taskCall) => tool.run(taskCall, world))) };
  });
  serveTasks(server, world.tasks);
  server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: prompts.list(world) }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params }, extra) => {
    const prompt = prompts.find(params.name, world);
    if (prompt === undefined) throw new McpError(-32602, `Unknown prompt: ${params.name}`);
    return prompt.get(createLegacyCall({ server, args: params.arguments ?? {}, extra, level }));
  });
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: resources.list(world) }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: resources.templates(),
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }) => {
    const contents = resources.read(uri, world);
    if (contents === undefined) throw new McpError(-32002, "Resource not found", { uri });
    return { contents: [contents] };
  });
  server.setRequestHandler(SubscribeRequestSchema, ({ params: { uri } }) => {
    subscribed.add(uri);
    return {};
  });
  server.setRequestHandler(UnsubscribeRequestSchema, ({ params: { uri } }) => {
    subscribed.delete(uri);
    return {};
  });
  server.setRequestHandler(CompleteRequestSchema, ({ params: { argument } }) => complete(argument));
  server.setRequestHandler(SetLevelRequestSchema, ({ params }) => {
    level = params.level;
    return {};
  });

  server.oninitialized = () => {
    const announce = {
      tools: () => server.sendToolListChanged(),
      prompts: () => server.sendPromptListChanged(),
      resources: () => server.sendResourceListChanged(),
    };
    // A session that has just gone hears nothing.
    const ignore = () => undefined;
    const stop = world.watch(
      (kind) => void announce[kind]().catch(ignore),
      (uri) => {
        if ([...subscribed].some((each) => `${uri}/`.startsWith(`${each}/`)))
          void server.sendResourceUpdated({ uri }).catch(ignore);
      },
    );
    server.onclose = stop;
  };
  return server;
}
