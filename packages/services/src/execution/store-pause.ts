import type { RunResult } from "@patchops/sandbox";
import { leaveQuestions } from "../approval/index.ts";
import type { Services } from "../context.ts";
import { withPatience } from "../with-patience.ts";
import { runWaitMs } from "./ask-in-run.ts";
import { wakeIfDone } from "./durable/wake-if-done.ts";
import type { LiveRun } from "./live-run.ts";
import type { LogKeeper } from "./log/keep-log.ts";
import { isRunTaken, requireOwnRun } from "./require-own-run.ts";
import { parkHeld } from "./workflow/park-held.ts";

/** Stores that a run waits without a process: any node may resume it from here on. */
export async function storePause(
  services: Services,
  paused: { live: LiveRun; log: LogKeeper; outcome: RunResult; drain: () => Promise<void> },
): Promise<void> {
  const { live, log, outcome } = paused;
  const { organizationId, executionId } = live;
  const waitedMs = live.waitedMs();
  const logLines = live.events.filter(({ type }) => type === "log").length;
  const isForPeople = live.waitsFor.some(({ until }) => until === undefined);
  log.add(["paused", { waitedMs, logLines, isForPeople }]);
  const now = Date.now();
  await withPatience(async () => {
    await paused.drain();
    await log.flush();
    await services.database.withOrganization(organizationId, async (trx) => {
      await requireOwnRun(services, trx, live);
      await leaveQuestions(trx, live);
      await trx
        .updateTable("executions")
        .set({
          pausedAt: new Date(now).toISOString(),
          resumeAt: resumeAtOf(live, now),
          toolCalls: outcome.usage.toolCalls,
          cpuMs: outcome.usage.cpuMs,
          wallMs: outcome.usage.wallMs,
          memoryPeakBytes: outcome.usage.memoryPeakBytes,
        })
        .where("organizationId", "=", organizationId)
        .where("id", "=", executionId)
        .where("finishedAt", "is", null)
        .execute();
      if (live.waitsFor.some((each) => each.until === null)) await wakeIfDone(trx, live);
      if (live.isWorkflow) await parkHeld(trx, live);
    });
  }, isRunTaken);
}

/** The first time at which it goes on by itself; null: when it is woken. */
function resumeAtOf(live: LiveRun, now: number): string | null {
  if (live.isDraining) return new Date(now).toISOString();
  const people = new Date(now + Math.max(0, runWaitMs - live.waitedMs())).toISOString();
  const times = live.waitsFor.map(({ until }) => (until === undefined ? people : until));
  return times.filter((time) => time !== null).toSorted()[0] ?? null;
}
