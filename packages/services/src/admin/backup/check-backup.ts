import { AppError } from "@patchops/contract";
import { requireKnownMigrations } from "@patchops/db";
import { parseMasterKey } from "@patchops/vault";
import { damagedBackup } from "./damaged-backup.ts";
import {
  type BackupManifest,
  type BackupParts,
  backupFormat,
  backupManifestSchema,
  backupPartsSchema,
  entryNames,
  partOf,
} from "./manifest.ts";
import { createPartTally } from "./part-tally.ts";
import { type BackupEntry, readEntries } from "./read-entries.ts";

export interface CheckedBackup {
  file: string;
  manifest: BackupManifest;
  parts: BackupParts;
  /** The parts that are files rather than tables, by their entry's name. */
  files: ReadonlyMap<string, Buffer>;
}

/** The journal is the largest: it has a bound of its own. */
const maxFileBytes = 512 * 1_048_576;

/**
 * Reads a backup to its end and changes nothing. Throws `invalid_input` when it is damaged or cut short, and when a newer
 * version made it.
 */
export async function checkBackup(file: string): Promise<CheckedBackup> {
  const tally = createPartTally();
  const files = new Map<string, Buffer>();
  let manifest: BackupManifest | undefined;
  let written: BackupParts | undefined;
  for await (const entry of readEntries(file)) {
    if (written !== undefined) throw damagedBackup();
    if (manifest === undefined) {
      if (entry.name !== entryNames.manifest) throw damagedBackup();
      const bytes = await readWhole(entry);
      tally.add(entry.name, bytes, false);
      manifest = readManifest(bytes);
      for (const { name } of manifest.tables) tally.open(entryNames.table(name), true);
      continue;
    }
    if (entry.name === entryNames.parts) {
      written = parse(backupPartsSchema, await readWhole(entry));
      continue;
    }
    const { part, table } = partOf(entry.name);
    if (table !== null) {
      for await (const bytes of entry.body) tally.add(part, bytes, true);
      continue;
    }
    const bytes = await readWhole(entry);
    tally.add(part, bytes, false);
    files.set(part, bytes);
  }
  if (manifest === undefined || written === undefined) throw damagedBackup();
  const parts = tally.parts();
  if (!isSame(parts, written)) throw damagedBackup();
  requireOwnKey(manifest, files.get(entryNames.masterKey));
  return { file, manifest, parts, files };
}

function readManifest(bytes: Buffer): BackupManifest {
  const { format, version } = parse(backupManifestSchema.pick({ format: true, version: true }), bytes);
  if (format > backupFormat) {
    throw new AppError("invalid_input", `This backup was made by a newer PatchOps (${version}).`, {
      next: `Restore it with PatchOps ${version} or newer.`,
    });
  }
  const manifest = parse(backupManifestSchema, bytes);
  requireKnownMigrations(manifest.migrations);
  return manifest;
}

async function readWhole({ body }: BackupEntry): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxFileBytes) throw damagedBackup();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse<T>(schema: { parse(value: unknown): T }, bytes: Buffer): T {
  try {
    return schema.parse(JSON.parse(bytes.toString()));
  } catch (error) {
    throw damagedBackup(error);
  }
}

function isSame(found: BackupParts, written: BackupParts): boolean {
  const names = Object.keys(found);
  return (
    names.length === Object.keys(written).length &&
    names.every((name) => {
      const [one, other] = [found[name], written[name]];
      return (
        one?.sha256 === other?.sha256 && one?.sizeBytes === other?.sizeBytes && one?.rows === other?.rows
      );
    })
  );
}

function requireOwnKey(manifest: BackupManifest, masterKey: Buffer | undefined): void {
  if (!manifest.holdsMasterKey && masterKey === undefined) return;
  try {
    if (parseMasterKey(masterKey?.toString() ?? "").id === manifest.masterKeyId) return;
  } catch (error) {
    throw damagedBackup(error);
  }
  throw damagedBackup();
}
