import { newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { Services } from "../../context.ts";
import { readBackupFacts } from "./backup-times.ts";
import { makeBackup } from "./make-backup.ts";

const keptRows = 400;

/**
 * A worker's job, each night and at its start: backs the instance up where the settings name a directory and the night's backup is
 * missing. Rejects when it failed.
 */
export async function runNightlyBackup(services: Services): Promise<void> {
  if (services.settings.backup.directory === null) return;
  const id = newId();
  const isBegun = await services.database.transaction(async (trx) => {
    const { isDue } = await readBackupFacts(trx);
    if (!isDue || (await isUnderWay(trx))) return false;
    await trx
      .insertInto("backups")
      .values({ id, status: "running", isAsked: false, aliveAt: sql`now()` })
      .execute();
    // A year of nights is enough to look back on.
    await sql`
      delete from backups where id in (select id from backups order by created_at desc offset ${keptRows})
    `.execute(trx);
    return true;
  });
  if (isBegun) await makeBackup(services, id);
}

/** A worker's job: makes a backup that somebody asked for, from its beginning. */
export async function runAskedBackup(services: Services, { backupId }: { backupId: string }): Promise<void> {
  const { database } = services;
  const begun = await database.transaction((trx) =>
    trx
      .updateTable("backups")
      .set({ status: "running", aliveAt: sql`now()` })
      .where("id", "=", backupId)
      .where("status", "in", ["queued", "running"])
      .returning("id")
      .executeTakeFirst(),
  );
  if (begun !== undefined) await makeBackup(services, backupId);
}

/** Whether one is being made; one whose worker is gone is ended here. */
export async function isUnderWay(trx: Transaction): Promise<boolean> {
  await trx
    .updateTable("backups")
    .set({ status: "failed", finishedAt: sql`now()`, error: "Its worker is gone." })
    .where("status", "=", "running")
    .where("aliveAt", "<", sql<string>`now() - interval '1 minute'`)
    .execute();
  const row = await trx
    .selectFrom("backups")
    .select("id")
    .where("status", "in", ["queued", "running"])
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}
