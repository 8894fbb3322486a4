import type { Transaction } from "@patchops/db";
import type { LiveRun } from "../live-run.ts";
import { lastAttempt } from "./last-attempt.ts";

/**
 * In the transaction that pauses a run, its row locked: wakes it where a workflow that it waits for has ended meanwhile, whose end
 * found it not paused yet. `workflow/wake-parent` locks the row as well.
 */
export async function wakeIfDone(trx: Transaction, live: LiveRun): Promise<void> {
  const { organizationId, executionId } = live;
  for (const awaited of live.waitsFor) {
    const rootId = "sleep" in awaited ? awaited.rootId : undefined;
    if (rootId === undefined) continue;
    if ((await lastAttempt(trx, { organizationId, rootId }))?.state !== "ended") continue;
    await trx
      .updateTable("executions")
      .set({ resumeAt: new Date().toISOString() })
      .where("organizationId", "=", organizationId)
      .where("id", "=", executionId)
      .where("pausedAt", "is not", null)
      .execute();
    return;
  }
}
