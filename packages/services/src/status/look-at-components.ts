import type { ComponentStatus } from "@patchops/contract";
import { clock } from "@patchops/contract";
import { type BackupFacts, readBackupFacts } from "../admin/index.ts";
import type { Services } from "../context.ts";
import { countWaiting } from "./system/count-waiting.ts";

export interface ComponentLook {
  component: ComponentStatus["id"];
  /** What is wrong; null = nothing. */
  problem: string | null;
}

const unstoredAfterMs = 5 * 60_000;
/** More processes of the sandbox than these, lost in a row before they ran anything, and no program can be run. */
const lossesTolerated = 2;
/** A large instance takes its time. */
const backupLateMs = 2 * 3_600_000;

/** How the parts of the instance are, as this worker sees them; those that are not set up are left out. */
export async function lookAtComponents(services: Services): Promise<ComponentLook[]> {
  const { sandbox, meter, mailer, stripe, database, settings } = services;
  const { unflushedEvents, lastFlushAt } = meter.stats();
  const isLate =
    unflushedEvents > 0 && lastFlushAt !== null && clock.nowMs() - Date.parse(lastFlushAt) > unstoredAfterMs;
  const { mails, events } = await countWaiting(database);
  const backups = await database.transaction((trx) => readBackupFacts(trx, { lateMs: backupLateMs }));
  return [
    // Whoever gets here has reached the database.
    { component: "requests", problem: null },
    {
      component: "programs",
      problem: sandbox.stats().failuresInRow > lossesTolerated ? "Programs cannot be started." : null,
    },
    { component: "metering", problem: isLate ? "Calls are counted, but not stored yet." : null },
    ...(mailer === null
      ? []
      : [{ component: "mail", problem: mails > 0 ? "Mails are late." : null } as const]),
    ...(stripe === null
      ? []
      : [{ component: "payments", problem: events > 0 ? "Payments are seen late." : null } as const]),
    ...(settings.backup.directory === null
      ? []
      : [{ component: "backups", problem: backupProblem(backups) } as const]),
  ];
}

/** Said to everybody who reads the status: why it failed stands in Admin alone. */
function backupProblem({ isDue, lastError }: BackupFacts): string | null {
  if (lastError !== null) return "The last backup failed.";
  return isDue ? "Last night's backup is missing." : null;
}
