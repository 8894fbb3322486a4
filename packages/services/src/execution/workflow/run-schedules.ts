import { AppError, newId } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { type DueSchedule, findDueSchedules } from "../system/due-schedules.ts";
import { actorOf } from "./actor-of.ts";
import { cronTimes } from "./cron-times.ts";
import { enqueueRun } from "./enqueue.ts";
import { findVersion } from "./find.ts";

const checkMs = 500;
const mostAtOnce = 50;
/** A time that passed that long ago was missed: nothing ran then. */
const missedMs = 60_000;
const mostMissed = 1_000;

/**
 * Queues the runs of schedules as their times come: a run and the schedule's next time are one transaction, so that of all workers one makes it,
 * once. Answers how to stop.
 */
export function runSchedules(services: Services): { stop(): Promise<void> } {
  let isStopped = false;
  let round: Promise<void> | null = null;

  async function queueDue(): Promise<void> {
    while (!isStopped) {
      const due = await findDueSchedules(services.database, mostAtOnce);
      let taken = 0;
      for (const schedule of due) {
        if (await queueScheduled(services, schedule)) taken += 1;
      }
      if (due.length < mostAtOnce || taken === 0) return;
    }
  }

  const timer = setInterval(() => {
    round ??= queueDue()
      .catch((error: unknown) => services.log.warn({ error }, "schedules could not be looked at"))
      .finally(() => {
        round = null;
      });
  }, checkMs);
  timer.unref();
  return {
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await round;
    },
  };
}

/** false where another worker has it. */
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
      return true;
    }
    const now = new Date();
    const actor = await actorOf(trx, row, version.config.profile).catch(refusal);
    // While it is blocked or all is frozen its times pass: who takes the right away tells of it, and with that right it goes on.
    if (actor !== null) {
      for (const scheduledFor of timesToRun(schedule, row.nextAt, now)) {
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
    const [nextAt] = cronTimes(schedule, { after: now, count: 1 });
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
    return true;
  });
}

/** Of the times since the one that was next, those that are still to make a run. */
function timesToRun(
  schedule: { cron: string; timeZone: string; missed: "skip" | "once" | "all" },
  next: string,
  now: Date,
): string[] {
  const times = [next];
  while (times.length < mostMissed) {
    const [later] = cronTimes(schedule, { after: new Date(times.at(-1) ?? next), count: 1 });
    if (later === undefined || Date.parse(later) > now.getTime()) break;
    times.push(later);
  }
  if (schedule.missed === "all") return times;
  const inTime = times.filter((time) => now.getTime() - Date.parse(time) < missedMs);
  return schedule.missed === "skip" || inTime.length > 0 ? inTime : times.slice(-1);
}

function refusal(error: unknown): null {
  if (error instanceof AppError && ["forbidden", "organization_frozen"].includes(error.code)) return null;
  throw error;
}
