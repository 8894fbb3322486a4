import { approvalChannel } from "../approval/index.ts";
import type { Services } from "../context.ts";
import { resumeRun } from "./resume.ts";
import { claimPausedRuns } from "./system/claim-paused-runs.ts";

/** Also where nothing is told: after a restart, and when a wait is over. */
const checkMs = 2_000;

/** Resumes paused runs on this node when somebody has answered, on whichever node. Answers how to stop. */
export async function watchPausedRuns(services: Services): Promise<() => Promise<void>> {
  const { database, log } = services;
  let checking: Promise<void> | null = null;
  let isTold = false;

  async function checkAll(): Promise<void> {
    do {
      isTold = false;
      const claimed = await claimPausedRuns(database);
      for (const run of claimed) {
        resumeRun(services, run).catch((error: unknown) => {
          log.error({ error, executionId: run.executionId }, "a paused run could not be resumed");
        });
      }
    } while (isTold);
  }

  function check(): void {
    isTold = true;
    checking ??= checkAll()
      .catch((error: unknown) => log.warn({ error }, "paused runs could not be looked for"))
      .finally(() => {
        checking = null;
      });
  }

  const timer = setInterval(check, checkMs);
  timer.unref();
  const stopListening = await database.listen(approvalChannel, check);
  return async () => {
    clearInterval(timer);
    await stopListening();
    await checking;
  };
}
