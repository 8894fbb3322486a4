import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "@patchops/contract";
import type { Services } from "../context.ts";
import { RunPaused, ServerStopping } from "../forward/index.ts";
import type { LiveRun, LiveRuns } from "./live-run.ts";

/** The runs of nodes that take no further one. */
const ending = new WeakSet<LiveRuns>();

/** Whether this node takes further runs: what one that stops has taken would only be held up. */
export function takesRuns({ liveRuns }: Pick<Services, "liveRuns">): boolean {
  return !ending.has(liveRuns);
}

/** Throws `unavailable` when this node's runs are being ended: one that began now would have nobody to store its end. */
export function registerRun({ liveRuns }: Services, live: LiveRun): void {
  if (ending.has(liveRuns)) {
    throw new AppError("unavailable", "PatchOps is stopping.", { sent: false, retryAfterSeconds: 5 });
  }
  liveRuns.set(live.executionId, live);
}

/**
 * Ends every run of this node, since its process is to end, as `interrupted`, and lets none begin any more; those that wait for
 * people alone are paused, for another node or the next start, and so are those of workflows, once their calls under way are answered. Resolves when that is stored; calling it again changes nothing.
 */
export async function interruptRuns({ liveRuns }: Services): Promise<void> {
  ending.add(liveRuns);
  const runs = [...liveRuns.values()];
  for (const run of runs) {
    if (run.waitsFor.length > 0 && run.mayPause()) run.pause.abort(new RunPaused());
    else if (run.isWorkflow) void drain(run);
    else run.abort.abort(new ServerStopping());
  }
  await Promise.all(runs.map((run) => run.finished));
}

const drainMs = 5_000;
const lookMs = 20;

/** Its calls may end, so that their answers are in its log; the next ones are made by whoever goes on with it. */
async function drain(run: LiveRun): Promise<void> {
  run.isDraining = true;
  const deadline = performance.now() + drainMs;
  while (!run.mayPause() && performance.now() < deadline) await wait(lookMs);
  if (run.mayPause()) run.pause.abort(new RunPaused());
  else run.abort.abort(new ServerStopping());
}
