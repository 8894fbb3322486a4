import { setTimeout as wait } from "node:timers/promises";
import { RunPaused } from "../forward/index.ts";
import type { LiveRun } from "./live-run.ts";

/** Notified with the id of a run that somebody has paused. */
export const heldChannel = "workflow_run_held";
const lookMs = 20;

/**
 * Gives up a run that somebody has paused, once its calls under way are answered, however long they take. One whose log is too large to
 * go on from goes on as it is.
 */
export async function holdRun(run: LiveRun): Promise<void> {
  if (run.isDraining) return;
  run.isDraining = true;
  let isOver = false;
  void run.finished.then(() => {
    isOver = true;
  });
  while (!isOver && run.isResumable() && !run.mayPause()) await wait(lookMs);
  if (isOver) return;
  if (!run.isResumable()) {
    run.isDraining = false;
    return;
  }
  if (run.status === "running") {
    run.emit({ type: "state", status: "sleeping", at: new Date().toISOString() });
  }
  run.pause.abort(new RunPaused());
}
