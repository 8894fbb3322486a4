import { hostname } from "node:os";
import { AppError, clock } from "@patchops/contract";
import { sql } from "kysely";
import type { Services } from "../../context.ts";
import { backupDirectory, backupFileName } from "./backup-directory.ts";
import { checkBackup } from "./check-backup.ts";
import { encryptFor } from "./encrypt-for.ts";
import { instanceKeyOf } from "./instance-key.ts";
import { writeBackup } from "./write-backup.ts";

/** Three of these may be missed before a worker is taken for dead. */
const sayAliveEveryMs = 10_000;
/** Room that has to be left when the file is written. */
const spareBytes = 64 * 1_048_576;

/**
 * Makes the backup of this row, which is `running`: writes it to the directory of the settings, reads it back, and removes the oldest
 * files. What came of it stands in the row; rejects when it failed.
 */
export async function makeBackup(services: Services, id: string): Promise<void> {
  const { database, log } = services;
  const alive = setInterval(() => {
    database
      .transaction((trx) =>
        trx.updateTable("backups").set({ aliveAt: sql`now()` }).where("id", "=", id).execute(),
      )
      .catch((error: unknown) => log.debug({ error }, "a backup could not say that it goes on"));
  }, sayAliveEveryMs);
  try {
    const made = await make(services);
    await database.transaction(async (trx) => {
      await trx
        .updateTable("backups")
        .set({ ...made.facts, status: "done", finishedAt: sql`now()`, host: hostname(), error: null })
        .where("id", "=", id)
        .execute();
      await trx
        .updateTable("backups")
        .set({ file: null })
        .where("host", "=", hostname())
        .where("directory", "=", made.facts.directory)
        .where("file", "not in", made.left)
        .execute();
    });
    log.info({ file: made.facts.file, sizeBytes: made.facts.sizeBytes }, "a backup was made");
  } catch (error) {
    log.error({ error }, "a backup failed");
    await database.transaction((trx) =>
      trx
        .updateTable("backups")
        .set({ status: "failed", finishedAt: sql`now()`, host: hostname(), error: describe(error) })
        .where("id", "=", id)
        .execute(),
    );
    throw error;
  } finally {
    clearInterval(alive);
  }
}

async function make(services: Services) {
  const { directory, keep, recipient } = services.settings.backup;
  if (directory === null) throw noDirectory();
  const folder = backupDirectory(directory);
  await folder.prepare();
  await requireRoom(services, await folder.freeBytes());
  const { content } = await writeBackup(services, instanceKeyOf(services.masterKeys));
  const isEncrypted = recipient !== null;
  const file = backupFileName(new Date(clock.nowMs()), isEncrypted);
  const sealed = recipient === null ? content : await encryptFor(recipient, content);
  const sizeBytes = await folder.write(file, sealed);
  // A disk that took it may not give it back.
  if (!isEncrypted) await checkBackup(folder.pathOf(file));
  const left = await folder.prune(keep);
  return { left, facts: { directory, file, sizeBytes, isEncrypted, isChecked: !isEncrypted } };
}

/** A disk that is filled up may be the database's own: as much as the last backup, or the whole database, has to be free. */
async function requireRoom({ database }: Services, freeBytes: number): Promise<void> {
  const wanted = await database.transaction(async (trx) => {
    const last = await trx
      .selectFrom("backups")
      .select("sizeBytes")
      .where("status", "=", "done")
      .orderBy("finishedAt", "desc")
      .limit(1)
      .executeTakeFirst();
    if (last?.sizeBytes) return last.sizeBytes * 1.5;
    const { rows } = await sql<{ size: number }>`select pg_database_size(current_database()) as size`.execute(
      trx,
    );
    return Number(rows[0]?.size ?? 0);
  });
  if (freeBytes > wanted + spareBytes) return;
  throw new AppError("unavailable", "The disk of the backups has not enough room for another one.", {
    next: "Free some space there, or set PATCHOPS_BACKUP_KEEP to fewer.",
  });
}

export function noDirectory(): AppError {
  return new AppError("conflict", "This instance makes no backups by itself.", {
    next: "Set PATCHOPS_BACKUP_DIR and restart.",
  });
}

const fileTroubles: Record<string, string> = {
  EACCES: "The server's account may not write to the directory of the backups.",
  EPERM: "The server's account may not write to the directory of the backups.",
  EROFS: "The disk of the backups is read-only.",
  ENOSPC: "The disk of the backups is full.",
  EDQUOT: "The disk of the backups is full.",
  ENOTDIR: "The directory of the backups is a file.",
  EEXIST: "The directory of the backups is a file.",
};

/** What the operator may read; the log has the rest. */
function describe(error: unknown): string {
  if (error instanceof AppError) return error.message;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return fileTroubles[code] ?? "It broke off; the log says why.";
}
