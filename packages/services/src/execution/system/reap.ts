import { sql } from "kysely";
import type { Services } from "../../context.ts";
import { stoppedError } from "../stopped-error.ts";

/** What a run may take beyond its deadline until its end is stored, also when the database or the machine is slow. */
const graceSeconds = 120;

/**
 * Ends runs whose node died. With a database of its own this process is the only node, and every run that was begun
 * before it is dead; beside others only those past their own deadline, which no living node lets go by.
 */
export async function reapExecutions(services: Services): Promise<number> {
  const isAlone = services.settings.databaseKind === "embedded";
  const earlier = new Date(isAlone ? performance.timeOrigin : 0).toISOString();
  const ended = await services.database.system
    .updateTable("executions")
    .set({
      status: "interrupted",
      finishedAt: new Date().toISOString(),
      error: JSON.stringify(stoppedError),
    })
    .where("status", "in", ["running", "queued"])
    .where((where) =>
      where.or([
        where("createdAt", "<", earlier),
        sql<boolean>`created_at + (limits ->> 'timeoutMs')::numeric * interval '1 millisecond'
          + ${graceSeconds} * interval '1 second' < ${new Date().toISOString()}::timestamptz`,
      ]),
    )
    .executeTakeFirst();
  return Number(ended.numUpdatedRows);
}
