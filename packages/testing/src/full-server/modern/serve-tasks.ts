import {
  CLIENT_CAPABILITIES_META_KEY,
  fromJsonSchema,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Json } from "../definition.ts";
import type { Task, TaskDesk } from "../tasks/task-desk.ts";

export const tasksExtension = "io.modelcontextprotocol/tasks";

/** Whether this request's client can deal with tasks. */
export function hasTasks({ mcpReq }: ServerContext): boolean {
  const envelope: Json = { ...mcpReq.envelope };
  const capabilities = envelope[CLIENT_CAPABILITIES_META_KEY] as { extensions?: Json } | undefined;
  return capabilities?.extensions?.[tasksExtension] !== undefined;
}

export function needsTasks(): MissingRequiredClientCapabilityError {
  return new MissingRequiredClientCapabilityError({
    requiredCapabilities: { extensions: { [tasksExtension]: {} } },
  });
}

/** A task in the extension's form, without what it asks and answers. */
export function taskFields({ id, status, createdAt, lastUpdatedAt, ttlMs, pollIntervalMs }: Task) {
  return { taskId: id, status, createdAt, lastUpdatedAt, ttlMs, pollIntervalMs };
}

/** The extension's methods: `tasks/get`, `tasks/update`, `tasks/cancel`. */
export function serveTasks(server: Server, desk: TaskDesk): void {
  const params = fromJsonSchema<{ taskId: string; inputResponses?: Json }>({
    type: "object",
    properties: { taskId: { type: "string" }, inputResponses: { type: "object" } },
    required: ["taskId"],
  });
  const result = fromJsonSchema<Json>({ type: "object" });

  function serve(method: string, answer: (task: Task, responses: Json) => Json): void {
    server.setRequestHandler(method, { params, result }, ({ taskId, inputResponses }, context) => {
      if (!hasTasks(context)) throw needsTasks();
      const task = desk.find(taskId);
      if (task === undefined) throw new ProtocolError(-32602, `Unknown task: ${taskId}`);
      return answer(task, { ...inputResponses, ...context.mcpReq.inputResponses });
    });
  }

  serve("tasks/get", (task) => ({
    ...taskFields(task),
    ...(task.result === undefined ? {} : { result: { ...task.result, resultType: "complete" } }),
    ...(task.error === undefined ? {} : { error: task.error }),
    ...(task.questions.size === 0 ? {} : { inputRequests: Object.fromEntries(task.questions) }),
  }));
  serve("tasks/update", (task, responses) => {
    desk.answer(task, responses);
    return {};
  });
  serve("tasks/cancel", (task) => {
    desk.cancel(task);
    return {};
  });
}
