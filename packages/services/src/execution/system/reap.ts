import type { Services } from "../../context.ts";
import { stoppedError } from "../stopped-error.ts";

/** Longer than any plan lets a run go on, with its wait for a process and for the database. */
const longestRunMs = 15 * 60_000;

/**
 * Ends runs whose node died. With a database of its own this process is the only node, and every run that was begun
 * before it is dead; beside others only those that no node can still be running.
 */
export async function reapExecutions(services: Services): Promise<number> {
  const isAlone = services.settings.databaseKind === "embedded";
  const longAgo = Date.now() - longestRunMs;
  const startedBefore = isAlone ? Math.max(longAgo, performance.timeOrigin) : longAgo;
  const ended = await services.database.system
    .updateTable("executions")
    .set({
      status: "interrupted",
      finishedAt: new Date().toISOString(),
      error: JSON.stringify(stoppedError),
    })
    .where("status", "in", ["running", "queued"])
    .where("createdAt", "<", new Date(startedBefore).toISOString())
    .executeTakeFirst();
  return Number(ended.numUpdatedRows);
}
