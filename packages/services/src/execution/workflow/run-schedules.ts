import { AppError, newId } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { eachAlone } from "../../each-alone.ts";
import { createAlarm } from "../create-alarm.ts";
import { type DueSchedule, findDueSchedules } from "../system/due-schedules.ts";
import { actorOf } from "./actor-of.ts";
import { cronTimes, lastCronTime } from "./cron-times.ts";
import { enqueueRun } from "./enqueue.ts";
import { findVersion } from "./find.ts";

/** Also where nothing was due: schedules are made at any time. */
const checkMs = 500;
const mostAtOnce = 50;
/** A time that passed that long ago was missed: nothing ran then. */
const missedMs = 60_000;
/** Of one schedule in one transaction, since to reckon them keeps the process; its others come when each schedule has had its turn. */
const mostTimes = 20;

/**
 * Queues the runs of schedules as their times come: a run and the schedule's next time are one transaction, so that of all workers one makes it,
 * once. Answers how to stop.
 */
export function runSchedules(services: Services): { stop(): Promise<void> } {
  let isStopped = false;
  let round: Promise<void> | null = null;
  /** Of those whose time comes before the look after the next one. */
  let nextAt: string | null = null;

  /** Whether there is more to do: of those that had many times, not all are queued. */
  async function queueDue(): Promise<boolean> {
    const nowMs = Date.now();
    const until = new Date(nowMs + 2 * checkMs).toISOString();
    let after: DueSchedule | undefined;
    let isMore = false;
    do {
      const found = await findDueSchedules(services.database, { until, after, most: mostAtOnce });
      const due = found.filter((schedule) => Date.parse(schedule.nextAt) <= nowMs);
      nextAt = found[due.length]?.nextAt ?? null;
      const queue = async (schedule: DueSchedule) => {
        if (!isStopped && (await queueScheduled(services, schedule))) isMore = true;
      };
      await eachAlone(due, queue, ({ organizationId, workflowId }, error) =>
        services.log.warn({ error, organizationId, workflowId }, "a schedule's runs could not be queued"),
      );
      after = due.length < mostAtOnce ? undefined : due.at(-1);
    } while (after !== undefined && !isStopped);
    return isMore;
  }

  async function queueAll(): Promise<void> {
    while (!isStopped && (await queueDue()));
  }

  const alarm = createAlarm(checkMs, () => {
    nextAt = null;
    round = queueAll()
      .catch((error: unknown) => services.log.warn({ error }, "schedules could not be looked at"))
      .then(() => {
        if (!isStopped) alarm.set(nextAt);
      });
  });
  alarm.set(null);
  return {
    async stop() {
      isStopped = true;
      alarm.clear();
      await round;
    },
  };
}

/** Whether further times of it have come; false where another worker has it. */
async function queueScheduled(services: Services, due: DueSchedule): Promise<boolean> {
  const { organizationId, workflowId, position } = due;
  return services.database.withOrganization(organizationId, async (trx) => {
    const row = await trx
      .selectFrom("workflowSchedules as s")
      .innerJoin("workflows as w", (join) =>
        join.onRef("w.organizationId", "=", "s.organizationId").onRef("w.id", "=", "s.workflowId"),
      )
      .selectAll("w")
      .select("s.nextAt")
      .where("s.organizationId", "=", organizationId)
      .where("s.workflowId", "=", workflowId)
      .where("s.position", "=", position)
      .where("s.nextAt", "<=", new Date().toISOString())
      .forUpdate("s")
      .skipLocked()
      .executeTakeFirst();
    if (row === undefined) return false;
    const drop = () =>
      trx
        .deleteFrom("workflowSchedules")
        .where("organizationId", "=", organizationId)
        .where("workflowId", "=", workflowId)
        .where("position", "=", position)
        .execute();
    const version =
      row.publishedVersion === null || row.pausedAt !== null
        ? undefined
        : await findVersion(trx, { organizationId, workflowId, version: row.publishedVersion });
    const schedule = version?.config.schedules[position];
    if (version === undefined || schedule === undefined) {
      await drop();
      return false;
    }
    const now = new Date();
    const passed = timesToRun(schedule, row.nextAt, now);
    const actor = await actorOf(trx, row, version.config.profile).catch(refusal);
    // While it is blocked or all is frozen its times pass: who takes the right away tells of it, and with that right it goes on.
    if (actor !== null) {
      for (const scheduledFor of passed.times) {
        await enqueueRun(services, trx, {
          ...{
            actor,
            workflow: row,
            version,
            input: schedule.input,
            trigger: "schedule",
            requestId: newId(),
          },
          ...{ scheduledFor, idempotencyKey: `schedule:${position}:${scheduledFor}` },
        });
      }
    }
    const [nextAt] = cronTimes(schedule, { after: passed.handled, count: 1 });
    if (nextAt === undefined) await drop();
    else {
      await trx
        .updateTable("workflowSchedules")
        .set({ nextAt })
        .where("organizationId", "=", organizationId)
        .where("workflowId", "=", workflowId)
        .where("position", "=", position)
        .execute();
    }
    return nextAt !== undefined && Date.parse(nextAt) <= now.getTime();
  });
}

/** Of the times since the one that was next, those that are still to make a run, and until when none is left out. */
function timesToRun(
  schedule: { cron: string; timeZone: string; missed: "skip" | "once" | "all" },
  next: string,
  now: Date,
): { times: string[]; handled: Date } {
  const isAll = schedule.missed === "all";
  // What came before was missed.
  const from = isAll ? Date.parse(next) : Math.max(Date.parse(next), now.getTime() - missedMs);
  const times = cronTimes(schedule, { after: new Date(from - 1), until: now, count: mostTimes });
  const isCut = times.length === mostTimes;
  const handled = isCut ? new Date(times.at(-1) ?? now) : now;
  if (isAll || schedule.missed === "skip" || times.length > 0) return { times, handled };
  const last = lastCronTime(schedule, now);
  return { times: last === undefined || last < next ? [next] : [last], handled };
}

function refusal(error: unknown): null {
  if (error instanceof AppError && ["forbidden", "organization_frozen"].includes(error.code)) return null;
  throw error;
}
