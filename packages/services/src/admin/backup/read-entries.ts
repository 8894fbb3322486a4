import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { createTarDecoder } from "modern-tar";
import { damagedBackup } from "./damaged-backup.ts";

export interface BackupEntry {
  name: string;
  /** To be read to its end before the next entry. */
  body: AsyncIterable<Uint8Array>;
}

/** The entries of a backup, in order. Throws `invalid_input` where the file is damaged or ends too early. */
export async function* readEntries(file: string): AsyncGenerator<BackupEntry> {
  const gunzip = createGunzip();
  const source = createReadStream(file);
  source.once("error", (error) => gunzip.destroy(error));
  const entries = Readable.toWeb(source.pipe(gunzip)).pipeThrough(createTarDecoder({ strict: true }));
  try {
    for await (const { header, body } of entries) yield { name: header.name, body: guarded(body) };
  } catch (error) {
    throw damagedBackup(error);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

async function* guarded(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw damagedBackup(error);
  }
}
