import { AppError } from "@patchops/contract";
import type { Services } from "../context.ts";
import { RunPaused, ServerStopping } from "../forward/index.ts";
import type { LiveRun, LiveRuns } from "./live-run.ts";

/** The runs of nodes that take no further one. */
const ending = new WeakSet<LiveRuns>();

/** Throws `unavailable` when this node's runs are being ended: one that began now would have nobody to store its end. */
export function registerRun({ liveRuns }: Services, live: LiveRun): void {
  if (ending.has(liveRuns)) {
    throw new AppError("unavailable", "PatchOps is stopping.", { sent: false, retryAfterSeconds: 5 });
  }
  liveRuns.set(live.executionId, live);
}

/**
 * Ends every run of this node, since its process is to end, as `interrupted`, and lets none begin any more; those that wait for
 * people alone are paused, for another node or the next start. Resolves when that is stored; calling it again changes nothing.
 */
export async function interruptRuns({ liveRuns }: Services): Promise<void> {
  ending.add(liveRuns);
  const runs = [...liveRuns.values()];
  for (const run of runs) {
    if (run.waitsFor.length > 0 && run.mayPause()) run.pause.abort(new RunPaused());
    else run.abort.abort(new ServerStopping());
  }
  await Promise.all(runs.map((run) => run.finished));
}
