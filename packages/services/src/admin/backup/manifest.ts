import { z } from "zod";

/** Raised when an older version could not read what a newer one writes. */
export const backupFormat = 1;

/** The first entry of a backup: what it is, and how to make the database that its rows belong to. */
export const backupManifestSchema = z.object({
  format: z.number().int().positive(),
  /** Of the product that made it. */
  version: z.string(),
  madeAt: z.iso.datetime(),
  masterKeyId: z.string(),
  /** False when the key was given by `PATCHOPS_MASTER_KEY`: it is then no part of a backup. */
  holdsMasterKey: z.boolean(),
  migrations: z.array(z.string()).min(1),
  usageDays: z.array(z.iso.date()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()).min(1) })),
});
export type BackupManifest = z.infer<typeof backupManifestSchema>;

/** The last entry: of each part its size, its SHA-256 and, of a table, its rows. A backup without it is not whole. */
export const backupPartsSchema = z.record(
  z.string(),
  z.object({ sizeBytes: z.number(), sha256: z.string(), rows: z.number().optional() }),
);
export type BackupParts = z.infer<typeof backupPartsSchema>;

/** Jobs that waited: a fact of the restored database until they are sent again. */
export const waitingJobsSchema = z.array(
  z.object({ name: z.string(), data: z.unknown(), startAfter: z.iso.datetime() }),
);
export const waitingJobsFact = "restored_jobs";

/** That a backup was restored: a fact of the restored database until its audit logs tell of it. */
export const restoredBackupSchema = z.object({ id: z.string(), madeAt: z.string(), version: z.string() });
export type RestoredBackup = z.infer<typeof restoredBackupSchema>;
export const restoredBackupFact = "restored_backup";

/** The names of a backup's entries. A table's rows stand in numbered entries below its part's name. */
export const entryNames = {
  manifest: "backup.json",
  masterKey: "master.key",
  journal: "journal.jsonl",
  refusedCalls: "refused.jsonl",
  jobs: "jobs.json",
  parts: "checksums.json",
  table: (table: string) => `tables/${table}`,
} as const;

/** The part that an entry belongs to, and the table when it holds rows. */
export function partOf(entryName: string): { part: string; table: string | null } {
  const [, table] = /^tables\/([^/]+)\/\d+\.copy$/.exec(entryName) ?? [];
  return table === undefined ? { part: entryName, table: null } : { part: entryNames.table(table), table };
}
