import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { AppError } from "@patchops/contract";
import { type CopiedTable, type DatabaseSnapshot, openSnapshot } from "@patchops/db";
import { createTarPacker } from "modern-tar";
import type { Services } from "../../context.ts";
import { readRotation } from "../master-key/index.ts";
import type { InstanceKey } from "./instance-key.ts";
import { type BackupManifest, backupFormat, entryNames } from "./manifest.ts";
import { createPartTally } from "./part-tally.ts";

/** Rows are gathered to entries of about this size, since an entry's size stands before it. */
const entryBytes = 1_048_576;

/**
 * `patchops admin backup`: the whole instance at one moment, while it goes on working, as a gzipped tar. The journal is
 * read before the database: a call that ends in between is in both, and its id keeps it from counting twice; one under
 * way is `interrupted` after a restore. So no call that was metered before the backup began is lost.
 */
export async function writeBackup(
  services: Services,
  key: InstanceKey,
): Promise<{ manifest: BackupManifest; content: Readable }> {
  const { database, meter, settings, log } = services;
  const madeAt = new Date();
  // Drained first, so that what is taken along is small.
  await meter.flush();
  const journal = meter.copyJournal();
  const refusedCalls = await readIfThere(join(settings.dataDir, "journal", "refused.jsonl"));
  const masterKey = key.file === null ? null : await readFile(key.file);
  const snapshot = await openSnapshot(database);
  try {
    await requireSettledKey(database, key.id);
  } catch (error) {
    await snapshot.close();
    throw error;
  }
  const { migrations, usageDays, tables } = snapshot;
  const manifest: BackupManifest = {
    format: backupFormat,
    version: settings.version,
    madeAt: madeAt.toISOString(),
    masterKeyId: key.id,
    holdsMasterKey: masterKey !== null,
    migrations: [...migrations],
    usageDays: [...usageDays],
    tables: tables.map(({ name, columns }) => ({ name, columns: [...columns] })),
  };

  const { readable, controller } = createTarPacker();
  const tally = createPartTally();
  async function addEntry(name: string, bytes: Uint8Array): Promise<void> {
    const size = bytes.length;
    const writer = controller.add({ name, size, mode: 0o600, mtime: madeAt }).getWriter();
    if (size > 0) await writer.write(bytes);
    await writer.close();
  }
  async function addPart(name: string, bytes: Uint8Array): Promise<void> {
    tally.add(name, bytes, false);
    await addEntry(name, bytes);
  }
  async function addTable(table: CopiedTable): Promise<void> {
    const part = entryNames.table(table.name);
    tally.open(part, true);
    let number = 0;
    for await (const rows of wholeRows(snapshot, table)) {
      tally.add(part, rows, true);
      number += 1;
      await addEntry(`${part}/${String(number).padStart(6, "0")}.copy`, rows);
    }
  }
  async function fill(): Promise<void> {
    await addPart(entryNames.manifest, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
    if (masterKey !== null) await addPart(entryNames.masterKey, masterKey);
    await addPart(entryNames.journal, journal);
    if (refusedCalls !== null) await addPart(entryNames.refusedCalls, refusedCalls);
    await addPart(entryNames.jobs, Buffer.from(JSON.stringify(snapshot.waitingJobs)));
    for (const table of tables) await addTable(table);
    await addEntry(entryNames.parts, Buffer.from(`${JSON.stringify(tally.parts(), null, 2)}\n`));
    controller.finalize();
  }

  const content = createGzip();
  // Whoever reads the content hears of its failure, and their leaving ends the writing.
  pipeline(Readable.fromWeb(readable), content).catch((error: unknown) => {
    log.debug({ error }, "a backup was broken off");
  });
  fill()
    .catch((error: unknown) => controller.error(error))
    .finally(() => snapshot.close())
    .catch((error: unknown) => log.warn({ error }, "the connection of a backup did not close cleanly"));
  log.info({ madeAt: manifest.madeAt }, "a backup is being made");
  return { manifest, content };
}

/** Asked after the snapshot was taken: its rows are then all wrapped by the key that was read before. */
async function requireSettledKey(database: Services["database"], keyId: string): Promise<void> {
  const rotation = await database.transaction(readRotation);
  if (rotation === null || (rotation.finishedAt !== null && rotation.to === keyId)) return;
  throw new AppError("conflict", "The master key is being changed, and a backup holds one alone.", {
    next: "Finish it first: patchops admin rotate-key",
    retryable: true,
  });
}

/** A table's rows in pieces that end with a row, so that each entry can be read by itself. */
async function* wholeRows(snapshot: DatabaseSnapshot, table: CopiedTable): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of snapshot.copy(table)) {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < entryBytes) continue;
    const gathered = Buffer.concat(held);
    const end = gathered.lastIndexOf(10) + 1;
    if (end > 0) yield gathered.subarray(0, end);
    held = [gathered.subarray(end)];
    heldBytes = gathered.length - end;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
