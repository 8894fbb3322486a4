import type { RunResult } from "@patchops/sandbox";
import { leaveQuestions } from "../approval/index.ts";
import type { Services } from "../context.ts";
import { withPatience } from "../with-patience.ts";
import { runWaitMs } from "./ask-in-run.ts";
import type { LiveRun } from "./live-run.ts";
import type { LogKeeper } from "./log/keep-log.ts";

/** Stores that a run waits without a process: any node may resume it from here on. */
export async function storePause(
  services: Services,
  paused: { live: LiveRun; log: LogKeeper; outcome: RunResult; drain: () => Promise<void> },
): Promise<void> {
  const { live, log, outcome } = paused;
  const { organizationId, executionId } = live;
  const waitedMs = live.waitedMs();
  const logLines = live.events.filter(({ type }) => type === "log").length;
  log.add(["paused", { waitedMs, logLines }]);
  const now = Date.now();
  await withPatience(async () => {
    await paused.drain();
    await log.flush();
    await services.database.withOrganization(organizationId, async (trx) => {
      await leaveQuestions(trx, live);
      await trx
        .updateTable("executions")
        .set({
          pausedAt: new Date(now).toISOString(),
          resumeAt: new Date(now + Math.max(0, runWaitMs - waitedMs)).toISOString(),
          toolCalls: outcome.usage.toolCalls,
          cpuMs: outcome.usage.cpuMs,
          wallMs: outcome.usage.wallMs,
          memoryPeakBytes: outcome.usage.memoryPeakBytes,
        })
        .where("organizationId", "=", organizationId)
        .where("id", "=", executionId)
        .where("finishedAt", "is", null)
        .execute();
    });
  });
}
