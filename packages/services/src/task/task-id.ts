import type { ConnectionSnapshot } from "../connection/index.ts";

type Json = Record<string, unknown>;

const relatedTaskKey = "io.modelcontextprotocol/related-task";

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The slug and the upstream's id of a task as clients of all connections know it; null for what was not made here. */
export function splitTaskId(taskId: string): { slug: string; original: string } | null {
  const at = taskId.indexOf(".");
  return at < 1 ? null : { slug: taskId.slice(0, at), original: taskId.slice(at + 1) };
}

/**
 * What an upstream says of a task, with its id as clients of all connections know it: `<slug>.<its id>`. In results and
 * notifications of both eras, and in `_meta` of what a task asks. The same object where there is none.
 */
export function exposeTaskIds(connection: ConnectionSnapshot, said: Json): Json {
  const { taskId, task, tasks, _meta: meta } = said;
  const withId = (holder: unknown) =>
    isObject(holder) && typeof holder.taskId === "string"
      ? { ...holder, taskId: `${connection.slug}.${holder.taskId}` }
      : holder;
  const related = isObject(meta) ? meta[relatedTaskKey] : undefined;
  if (taskId === undefined && task === undefined && tasks === undefined && related === undefined) return said;
  return {
    ...said,
    ...(typeof taskId === "string" ? { taskId: `${connection.slug}.${taskId}` } : {}),
    ...(task === undefined ? {} : { task: withId(task) }),
    ...(Array.isArray(tasks) ? { tasks: tasks.map(withId) } : {}),
    ...(isObject(meta) && related !== undefined
      ? { _meta: { ...meta, [relatedTaskKey]: withId(related) } }
      : {}),
  };
}
