import { sql } from "kysely";
import type { Services } from "../../context.ts";
import { eachAlone } from "../../each-alone.ts";
import { runWaitMs } from "../ask-in-run.ts";
import { recoverRun } from "../recover.ts";

/** What a run may take beyond its deadline until its end is stored, also when the database or the machine is slow. */
const graceSeconds = 120;

/**
 * Ends runs whose node died, or leaves them to be resumed. Answers how many they were. With a database of its own this process is the only node, and every run that was begun
 * before it is dead; beside others only those past their own deadline, which no living node lets go by but for the time that it waited for people.
 */
export async function reapExecutions(services: Services): Promise<number> {
  const isAlone = services.settings.databaseKind === "embedded";
  const earlier = new Date(isAlone ? performance.timeOrigin : 0).toISOString();
  const dead = await services.database.system
    .selectFrom("executions")
    .select(["organizationId", "id as executionId"])
    // Those wait for people, not for a node.
    .where("pausedAt", "is", null)
    .where("status", "in", ["running", "queued", "sleeping", "awaiting_sign_in", "awaiting_approval"])
    // Those of workflows tell of themselves, however long they take; where their node falls silent another one takes them.
    .where(
      sql<boolean>`not exists (
        select from workflow_runs as r
        where r.organization_id = executions.organization_id and r.execution_id = executions.id
          and r.state = 'active' and r.seen_at > greatest(now() - interval '1 minute', ${earlier}::timestamptz))`,
    )
    .where((where) =>
      where.or([
        sql<boolean>`coalesce(resume_at, created_at) < ${earlier}::timestamptz`,
        sql<boolean>`coalesce(resume_at, created_at) + (limits ->> 'timeoutMs')::numeric * interval '1 millisecond'
          + ${graceSeconds} * interval '1 second' < ${new Date().toISOString()}::timestamptz
          and (coalesce(resume_at, created_at) + (limits ->> 'timeoutMs')::numeric * interval '1 millisecond'
            + ${graceSeconds + runWaitMs / 1_000} * interval '1 second' < ${new Date().toISOString()}::timestamptz
            or not exists (
              select from execution_events as e
              where e.organization_id = executions.organization_id and e.execution_id = executions.id
                and e.event ->> 'status' in ('awaiting_sign_in', 'awaiting_approval')))`,
      ]),
    )
    .execute();
  let recovered = 0;
  await eachAlone(
    dead,
    async (run) => {
      await recoverRun(services, run);
      recovered += 1;
    },
    ({ executionId }, error) =>
      services.log.warn({ error, executionId }, "a dead node's run could not be recovered"),
  );
  return recovered;
}
