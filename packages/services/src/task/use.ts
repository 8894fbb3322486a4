import { AppError } from "@patchops/contract";
import { isJsonObject } from "@patchops/protocol";
import type { ConnectionSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { type Forwarding, forward } from "../forward/index.ts";
import { type OfferView, offerView, type View } from "../offer/index.ts";
import { requireAccess } from "../require-access.ts";
import { exposeTaskIds, splitTaskId } from "./task-id.ts";

type Params = Record<string, unknown>;

/** How long one upstream may take to list its tasks: it holds up the others' lists. */
const listTimeoutMs = 5_000;
const maxPages = 20;
const maxTasks = 1_000;

/**
 * A request about one task of a call (`tasks/get`, `tasks/result`, `tasks/cancel`, `tasks/update`) to the upstream that runs it.
 * Throws `invalid_input` for a task that is not known, and the codes of outward calls.
 */
export async function useTask(
  context: Context,
  view: View,
  request: { method: string; params: Params & { taskId: string } },
  forwarding: Forwarding,
): Promise<Params> {
  requireAccess(context, "task.use");
  const opened = await offerView(context, view);
  const { connection, taskId } = findTask(opened, request.params.taskId);
  opened.refuseBlocked(connection);
  const params = { ...request.params, taskId };
  const isShared = opened.connection === null;
  const { result } = await forward(
    context,
    connection,
    { method: request.method, params },
    isShared ? exposing(connection, forwarding) : forwarding,
  );
  return isShared ? exposeTaskIds(connection, result) : result;
}

/** `tasks/list` (2025-11-25) of all upstreams that have it, asked side by side; one that does not answer in time is left out. */
export async function listTasks(
  context: Context,
  view: View & { cursor: unknown },
  forwarding: Forwarding,
): Promise<{ tasks: unknown[] }> {
  if (view.cursor !== undefined) {
    throw new AppError("invalid_input", "That cursor is not one of this list.", {
      next: "List from the start.",
    });
  }
  requireAccess(context, "task.use");
  const { connection, callable } = await offerView(context, view);
  const able = callable.filter(
    ({ capabilities: { tasks } }) => isJsonObject(tasks) && tasks.list !== undefined,
  );
  const lists = await Promise.all(
    able.map(async (each) => {
      try {
        const said = { tasks: await allTasks(context, each, forwarding) };
        return (connection ? said : exposeTaskIds(each, said)).tasks;
      } catch (error) {
        if (connection || forwarding.signal.aborted) throw error;
        return [];
      }
    }),
  );
  return { tasks: lists.flat() };
}

/** All pages; what is beyond the limit is left out. */
async function allTasks(
  context: Context,
  connection: ConnectionSnapshot,
  forwarding: Forwarding,
): Promise<unknown[]> {
  const found: unknown[] = [];
  let params: Params = {};
  const untilMs = performance.now() + listTimeoutMs;
  for (let page = 0; page < maxPages; page += 1) {
    const timed = { ...forwarding, timeoutMs: Math.max(1, untilMs - performance.now()) };
    const { result } = await forward(context, connection, { method: "tasks/list", params }, timed);
    if (Array.isArray(result.tasks)) found.push(...result.tasks);
    if (typeof result.nextCursor !== "string") break;
    params = { cursor: result.nextCursor };
  }
  return found.slice(0, maxTasks);
}

function findTask(view: OfferView, wanted: string): { connection: ConnectionSnapshot; taskId: string } {
  if (view.connection) return { connection: view.connection, taskId: wanted };
  const parts = splitTaskId(wanted);
  const connection = view.callable.find(({ slug }) => slug === parts?.slug);
  if (parts && connection) return { connection, taskId: parts.original };
  throw new AppError("invalid_input", "There is no such task.", { sent: false });
}

/** What comes back on the way names the task as well. */
function exposing(connection: ConnectionSnapshot, forwarding: Forwarding): Forwarding {
  const { caller, onNotification } = forwarding;
  return {
    ...forwarding,
    caller: caller && {
      capabilities: caller.capabilities,
      roots: caller.roots,
      ask: ({ method, params }, signal) =>
        caller.ask({ method, params: exposeTaskIds(connection, params) }, signal),
    },
    onNotification:
      onNotification &&
      ((notification) =>
        onNotification(
          notification.params
            ? { ...notification, params: exposeTaskIds(connection, notification.params) }
            : notification,
        )),
  };
}
