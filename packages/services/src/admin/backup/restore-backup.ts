import { newId } from "@patchops/contract";
import { restoreDatabase } from "@patchops/db";
import type { CheckedBackup } from "./check-backup.ts";
import { damagedBackup } from "./damaged-backup.ts";
import type { InstanceKey } from "./instance-key.ts";
import { entryNames, partOf, type RestoredBackup, restoredBackupFact, waitingJobsFact } from "./manifest.ts";
import { type BackupEntry, readEntries } from "./read-entries.ts";
import { requireKey } from "./require-key.ts";
import { restoreFolder } from "./restore-folder.ts";

interface RestoreTarget {
  dataDir: string;
  /** Of the owner, not through a pooler. */
  ownerConnectionString: string;
  /** The key that the instance worked with until now. */
  key: InstanceKey;
  /** Hears which table is being filled. */
  onTable?: (table: string) => void;
}

/**
 * Puts a checked backup in the place of the instance, while nothing works on it: the database in one transaction, master
 * key and journal by `finishRestore`, which every start calls. The commit decides: whatever ends the process before it
 * leaves the old state, after it the new one. The audit logs tell of it once the restored
 * database is open (`recordRestore`).
 */
export async function restoreBackup(backup: CheckedBackup, target: RestoreTarget): Promise<void> {
  const { manifest, files } = backup;
  const { dataDir, ownerConnectionString, key, onTable = () => undefined } = target;
  requireKey(manifest, key);
  const waitingJobs = (files.get(entryNames.jobs) ?? Buffer.from("[]")).toString();
  const id = newId();
  const folder = restoreFolder(dataDir);
  await folder.prepare(id, {
    masterKey: key.file === null ? null : (files.get(entryNames.masterKey) ?? null),
    journal: files.get(entryNames.journal) ?? Buffer.alloc(0),
    refusedCalls: files.get(entryNames.refusedCalls) ?? null,
  });
  await restoreDatabase({
    id,
    ownerConnectionString,
    image: manifest,
    async fill(copyInto) {
      for await (const { table, rows } of tablesOf(backup.file)) {
        onTable(table);
        const count = await copyInto(table, rows);
        if (count !== backup.parts[entryNames.table(table)]?.rows) throw damagedBackup();
      }
    },
    async finish(trx) {
      await trx.insertInto("instanceFacts").values({ key: waitingJobsFact, value: waitingJobs }).execute();
      const fact: RestoredBackup = { id, madeAt: manifest.madeAt, version: manifest.version };
      await trx
        .insertInto("instanceFacts")
        .values({ key: restoredBackupFact, value: JSON.stringify(fact) })
        .execute();
    },
  });
}

/** The tables of a backup, the rows of each joined from its entries. */
async function* tablesOf(file: string): AsyncGenerator<{ table: string; rows: AsyncGenerator<Uint8Array> }> {
  const entries = readEntries(file);
  const next = async (): Promise<BackupEntry | null> => {
    const { done, value } = await entries.next();
    return done ? null : value;
  };
  try {
    let entry = await next();
    while (entry !== null) {
      const { table } = partOf(entry.name);
      if (table === null) {
        for await (const _ of entry.body);
        entry = await next();
        continue;
      }
      const rows = async function* (): AsyncGenerator<Uint8Array> {
        while (entry !== null && partOf(entry.name).table === table) {
          yield* entry.body;
          entry = await next();
        }
      };
      yield { table, rows: rows() };
    }
  } finally {
    await entries.return(undefined);
  }
}
