import { clock } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { CronExpressionParser } from "cron-parser";

/** When the instance backs itself up (UTC). */
export const nightlyBackupCron = "7 2 * * *";
/** A schedule may come a moment before its minute. */
const earlyMs = 60_000;

export interface BackupFacts {
  /** A night's backup is missing: its time has passed, and nothing was made since. */
  isDue: boolean;
  lastDoneAt: string | null;
  /** Of the newest that ended; null when that one is whole. */
  lastError: string | null;
}

/** How an instance's own backups stand. `lateMs`: so long after its time a missing one is not due yet. */
export async function readBackupFacts(trx: Transaction, { lateMs = 0 } = {}): Promise<BackupFacts> {
  const dueAt = CronExpressionParser.parse(nightlyBackupCron, {
    currentDate: new Date(clock.nowMs() + earlyMs - lateMs),
    tz: "UTC",
  })
    .prev()
    .toDate()
    .toISOString();
  const done = await trx
    .selectFrom("backups")
    .select(["createdAt", "finishedAt"])
    .where("status", "=", "done")
    .orderBy("createdAt", "desc")
    .limit(1)
    .executeTakeFirst();
  const ended = await trx
    .selectFrom("backups")
    .select(["status", "error"])
    .where("status", "in", ["done", "failed"])
    .orderBy("createdAt", "desc")
    .limit(1)
    .executeTakeFirst();
  // An instance that nobody used by then has nothing to lose.
  const first = await trx
    .selectFrom("users")
    .select("id")
    .where("createdAt", "<", dueAt)
    .limit(1)
    .executeTakeFirst();
  const isMade = done !== undefined && Date.parse(done.createdAt) >= Date.parse(dueAt) - earlyMs;
  return {
    isDue: first !== undefined && !isMade,
    lastDoneAt: done?.finishedAt ?? null,
    lastError: ended?.status === "failed" ? (ended.error ?? "It failed.") : null,
  };
}

/** The next night's time. */
export function nextBackupAt(): string | null {
  return CronExpressionParser.parse(nightlyBackupCron, { currentDate: new Date(clock.nowMs()), tz: "UTC" })
    .next()
    .toISOString();
}
