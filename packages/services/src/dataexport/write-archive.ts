import { PassThrough, Readable } from "node:stream";
import type { Database } from "@patchops/db";
import { ZipFile } from "yazl";
import { exportRows } from "../usage/index.ts";
import { type ExportFile, leftOut } from "./plan-files.ts";
import { openRows } from "./system/read-rows.ts";

type Cell = string | number | boolean | null;

export interface ArchiveHead {
  /** Whose data it is, in words. */
  of: string;
  /** What the folders of organizations are called by. */
  organizations: readonly { id: string; name: string }[];
  url: string;
  version: string;
}

/** How far the writing is. */
export interface ArchiveProgress {
  filesDone: number;
  /** Of the files in one format. */
  rowCount: number;
}

const formats = ["json", "csv"] as const;
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** How many files an archive has besides those that tell about it. */
export const fileCount = (files: readonly ExportFile[]) => files.length * formats.length;

/**
 * A zip archive of the files' rows, each as JSON and as CSV, with `README.txt` in front and `manifest.json` behind, made as it is
 * read: a page of rows is in memory. Ends with an error where a row cannot be read.
 */
export function writeArchive(
  database: Database,
  files: readonly ExportFile[],
  { head, progress }: { head: ArchiveHead; progress: ArchiveProgress },
): Readable {
  const zip = new ZipFile();
  const mtime = new Date();
  const output = new PassThrough();
  zip.outputStream.pipe(output);
  const give = (error: unknown) =>
    output.destroy(error instanceof Error ? error : new Error("the archive could not be written"));
  zip.on("error", give);
  /** Whoever reads the archive hears of what failed, and where nobody does any more nothing is read. */
  async function* watched(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
    try {
      for await (const chunk of chunks) {
        if (output.destroyed) return;
        yield chunk;
      }
    } catch (error) {
      give(error);
    }
  }
  const add = (name: string, chunks: () => AsyncIterable<string> | Iterable<string>) =>
    zip.addReadStreamLazy(name, { mtime, mode: 0o100600 }, (take) =>
      take(null, Readable.from(watched(chunks()), { objectMode: false })),
    );
  const rows = new Map<string, number>();
  add("README.txt", () => [readme(head)]);
  for (const file of files) {
    for (const format of formats) {
      add(`${format}/${file.path}.${format}`, async function* () {
        const reader = await openRows(database, file);
        let count = 0;
        yield* exportRows<Record<string, Cell>>({
          format,
          columns: file.columns.map((name) => [snake(name), (row) => row[snake(name)] ?? null]),
          readPage: async (cursor) => {
            const page = await reader.read(cursor);
            count += page.rows.length;
            if (format === "json") progress.rowCount += page.rows.length;
            return { ...page, rows: page.rows.map((row) => plainRow(row, file.columns, format)) };
          },
        });
        rows.set(`${format}/${file.path}.${format}`, count);
        progress.filesDone += 1;
      });
    }
  }
  add("manifest.json", () => [
    `${JSON.stringify({ format: "patchops-export-1", madeAt: mtime.toISOString(), ...head, files: described(files, rows), leftOut: leftOut() }, null, 2)}\n`,
  ]);
  zip.end();
  return output;
}

/** A row by the names of its columns in the database. In CSV, what is no plain value is JSON. */
function plainRow(
  row: Record<string, unknown>,
  columns: readonly string[],
  format: (typeof formats)[number],
): Record<string, Cell> {
  return Object.fromEntries(
    columns.map((name) => {
      const value = row[name] ?? null;
      const isNested = typeof value === "object" && value !== null;
      return [snake(name), (isNested && format === "csv" ? JSON.stringify(value) : value) as Cell];
    }),
  );
}

function described(files: readonly ExportFile[], rows: ReadonlyMap<string, number>) {
  return files.flatMap(({ path, purpose }) =>
    formats.map((format) => {
      const name = `${format}/${path}.${format}`;
      return { name, rows: rows.get(name) ?? 0, purpose };
    }),
  );
}

function readme({ of, url, organizations }: ArchiveHead): string {
  const named = organizations.map(({ id, name }) => `  ${id}  ${name}`).join("\r\n");
  return [
    `What PatchOps at ${url} has stored of ${of}.`,
    "",
    "json/ and csv/ hold the same rows, a file for each table. manifest.json says how many rows each has and what they are there for;",
    `every column is explained at ${url}/docs/data`,
    "",
    "Secrets (passwords, keys, logins at other servers) are in no export: whoever got hold of this archive could use them.",
    "Texts in csv/ that a spreadsheet would take for a formula have an apostrophe in front.",
    ...(named === "" ? [] : ["", "Organizations:", named]),
    "",
  ].join("\r\n");
}
