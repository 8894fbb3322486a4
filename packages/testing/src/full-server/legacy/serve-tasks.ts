import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CancelTaskRequestSchema,
  GetTaskPayloadRequestSchema,
  GetTaskRequestSchema,
  ListTasksRequestSchema,
  McpError,
} from "@modelcontextprotocol/sdk/types.js";
import type { Json } from "../definition.ts";
import type { Task, TaskDesk } from "../tasks/task-desk.ts";
import { createLegacyCall } from "./create-legacy-call.ts";

/** A task in the form of 2025-11-25. */
export function taskFields({ id, status, createdAt, lastUpdatedAt, ttlMs, pollIntervalMs }: Task) {
  return { taskId: id, status, createdAt, lastUpdatedAt, ttl: ttlMs, pollInterval: pollIntervalMs };
}

/** The methods of 2025-11-25: `tasks/get`, `tasks/result`, `tasks/list`, `tasks/cancel`. */
export function serveTasks(server: Server, desk: TaskDesk): void {
  function find(id: string): Task {
    const task = desk.find(id);
    if (task === undefined) throw new McpError(-32602, `Unknown task: ${id}`);
    return task;
  }

  server.setRequestHandler(GetTaskRequestSchema, ({ params }) => taskFields(find(params.taskId)));
  // Newest first, one a page: who lists them has to turn pages.
  server.setRequestHandler(ListTasksRequestSchema, ({ params }) => {
    const tasks = desk.list().map(taskFields).reverse();
    const at = Number(params?.cursor ?? 0);
    return {
      tasks: tasks.slice(at, at + 1),
      ...(at + 1 < tasks.length ? { nextCursor: String(at + 1) } : {}),
    };
  });
  server.setRequestHandler(CancelTaskRequestSchema, ({ params }) => {
    const task = find(params.taskId);
    if (task.status !== "working" && task.status !== "input_required") {
      throw new McpError(-32602, `The task is ${task.status} already`);
    }
    desk.cancel(task);
    return taskFields(task);
  });
  // Answers when the task has ended; what the task asks meanwhile goes out on this request's stream.
  server.setRequestHandler(GetTaskPayloadRequestSchema, async ({ params }, extra) => {
    const task = find(params.taskId);
    const about = { "io.modelcontextprotocol/related-task": { taskId: task.id } };
    const { ask } = createLegacyCall({ server, args: {}, extra, level: "debug" });
    for (;;) {
      await desk.untilIdle(task, extra.signal);
      if (task.status !== "input_required") break;
      const questions = [...task.questions].map(([key, { method, params: asked }]) => [
        key,
        { method, params: { ...asked, _meta: about } },
      ]);
      desk.answer(task, (await ask(Object.fromEntries(questions))) as Json);
    }
    if (task.error !== undefined) throw new McpError(task.error.code, task.error.message);
    if (task.result === undefined) throw new McpError(-32602, "The task was cancelled");
    return { ...task.result, _meta: about };
  });
}
