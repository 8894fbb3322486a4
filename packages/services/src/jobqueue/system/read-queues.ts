import { clock, type FailedJob, type JobKind, type JobOverview } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { CronExpressionParser } from "cron-parser";
import { sql } from "kysely";

const shownFailures = 50;
/** They look whether their time has come, and have commands of their own for other times. */
const ownCommands = ["nightly-backup", "usage-recomputation"];

interface QueueRow extends Pick<JobKind, "name" | "cron" | "waiting" | "active" | "failed"> {
  timeZone: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  state: NonNullable<JobKind["last"]>["state"] | null;
  output: unknown;
}

/** All queues and their schedules, as pg-boss keeps them. A system file: jobs are of no organization. */
export async function readQueues({ system }: Database): Promise<Pick<JobOverview, "kinds" | "failed">> {
  const queues = await sql<QueueRow>`
    select q.name, s.cron, s.timezone as "timeZone",
      (select count(*) from pgboss.job j where j.name = q.name and j.state in ('created', 'retry'))::int as waiting,
      (select count(*) from pgboss.job j where j.name = q.name and j.state = 'active')::int as active,
      (select count(*) from pgboss.job j where j.name = q.name and j.state = 'failed')::int as failed,
      last.started_on as "startedAt", last.completed_on as "finishedAt", last.state::text as state, last.output
    from pgboss.queue q
    left join pgboss.schedule s on s.name = q.name
    left join lateral (
      select started_on, completed_on, state, output from (
        (select started_on, completed_on, state, output from pgboss.job j
          where j.name = q.name and completed_on is not null order by completed_on desc limit 1)
        union all
        (select started_on, completed_on, state, output from pgboss.job j
          where j.name = q.name and j.state in ('active', 'retry') and started_on is not null
          order by started_on desc limit 1)
      ) as newest order by started_on desc nulls last limit 1
    ) as last on true
    where q.name not like '\\_\\_%'
    order by q.name
  `.execute(system);
  const failed = await sql<{
    id: string;
    name: string;
    createdAt: Date;
    failedAt: Date | null;
    retryCount: number;
    output: unknown;
  }>`
    select id, name, created_on as "createdAt", completed_on as "failedAt", retry_count as "retryCount", output
    from pgboss.job where state = 'failed' and name in (select name from pgboss.queue where name not like '\\_\\_%')
    order by completed_on desc limit ${shownFailures}
  `.execute(system);
  return {
    kinds: queues.rows.map(toKind),
    failed: failed.rows.map(
      (row): FailedJob => ({
        id: row.id,
        name: row.name,
        createdAt: toTime(row.createdAt),
        failedAt: row.failedAt && toTime(row.failedAt),
        tries: row.retryCount + 1,
        error: errorIn(row.output),
      }),
    ),
  };
}

function toKind({ startedAt, finishedAt, state, output, timeZone, ...counts }: QueueRow): JobKind {
  const last =
    startedAt === null || state === null
      ? null
      : {
          startedAt: toTime(startedAt),
          finishedAt: state === "active" ? null : finishedAt && toTime(finishedAt),
          state,
          error: errorIn(output),
        };
  const canRun = counts.cron !== null && !ownCommands.includes(counts.name);
  return { ...counts, canRun, nextAt: nextTime(counts.cron, timeZone), last };
}

function nextTime(cron: string | null, timeZone: string | null): string | null {
  if (cron === null) return null;
  const times = CronExpressionParser.parse(cron, {
    currentDate: new Date(clock.nowMs()),
    tz: timeZone ?? "UTC",
  });
  return times.next().toISOString();
}

/** The first line of what a job failed with; null when it left nothing to read. */
function errorIn(output: unknown): string | null {
  if (output === null || typeof output !== "object" || !("message" in output)) return null;
  return String(output.message).split("\n", 1)[0]?.slice(0, 500) ?? null;
}

/** The driver reads times of tables that are not ours as they are told to it. */
function toTime(value: Date | string): string {
  return new Date(value).toISOString();
}
