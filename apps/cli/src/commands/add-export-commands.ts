import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { DataExport } from "@patchops/contract";
import { PatchOpsError } from "@patchops/sdk";
import type { Command } from "commander";
import { writeFileWhole } from "../backup/write-file-whole.ts";
import type { Cli } from "../cli.ts";
import { resolveRef } from "../resolve-ref.ts";
import { table } from "../table.ts";

const pollMs = 1_000;

/** `patchops export …`: archives of what is stored. */
export function addExportCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const exports = program
    .command("export")
    .description("archives of all that is stored, for a key with the scope data:export");

  const find = async (ref: string) =>
    resolveRef(await cli.client().dataExport.list.query(undefined, request), ref, {
      kind: "export",
      namesOf: ({ id }) => [id],
      next: "patchops export list",
    });

  exports
    .command("start")
    .description("ask for an archive of your data, or of the organization's")
    .option("--organization", "all of the organization; for its owners")
    .option("--wait", "until it is ready")
    .option("--out <file>", "wait, then write it to this file")
    .action(async (options: { organization?: true; wait?: true; out?: string }) => {
      const of = options.organization ? "organization" : "account";
      const started = await cli.client().dataExport.start.mutate({ of }, request);
      if (!options.wait && options.out === undefined) {
        output.answer(started, () => describe(started));
        output.next(`patchops export download ${started.id} ${of}.zip`);
        return;
      }
      const done = await finish(started);
      if (done.state !== "ready") {
        output.answer(done, () => describe(done));
        cli.exitWith(1);
      } else if (options.out === undefined) output.answer(done, () => describe(done));
      else await fetchTo(done.id, options.out);
    });

  exports
    .command("list")
    .description("those under way, and those that can be downloaded")
    .action(async () => {
      const rows = await cli.client().dataExport.list.query(undefined, request);
      output.answer(rows, () =>
        table(
          [
            { title: "ID" },
            { title: "OF" },
            { title: "STATE" },
            { title: "FILES" },
            { title: "SIZE" },
            { title: "UNTIL" },
          ],
          rows.map((row) => [row.id, row.of, row.state, files(row), size(row.sizeBytes), row.expiresAt]),
        ),
      );
    });

  exports
    .command("download")
    .description("write an archive that is ready to a file, and compare it with its hash")
    .argument("<id>", "of the export")
    .argument("<file>", "one that is there is replaced when the new one is whole")
    .action(async (ref: string, file: string) => {
      const { id } = await find(ref);
      await fetchTo(id, file);
    });

  exports
    .command("cancel")
    .description("end one that is under way, or delete its archive")
    .argument("<id>", "of the export")
    .action(async (ref: string) => {
      const { id } = await find(ref);
      const row = await cli.client().dataExport.cancel.mutate({ id }, request);
      output.answer(row, () => describe(row));
    });

  async function finish({ id, progress }: DataExport): Promise<DataExport> {
    for (let told = progress.done; ; ) {
      const rows = await cli.client().dataExport.list.query(undefined, request);
      const row = rows.find((each) => each.id === id);
      if (row === undefined) throw new PatchOpsError("not_found", "The export is gone.");
      if (row.state !== "queued" && row.state !== "running") return row;
      if (row.progress.done !== told) output.note(`${files(row)} files…`);
      told = row.progress.done;
      await wait(pollMs, undefined, request);
    }
  }

  async function fetchTo(id: string, file: string): Promise<void> {
    const path = resolve(file);
    const client = cli.client();
    const { sha256 } = await client.dataExport.link.mutate({ id }, request);
    const content = await client.dataExport.download(id, request);
    const sizeBytes = await writeFileWhole(path, hashed(content, sha256));
    output.answer({ id, file: path, sizeBytes, sha256 }, () => `${path}, ${size(sizeBytes)}.`);
  }
}

/** The same bytes; throws in the end where they are not those of the archive. */
async function* hashed(content: AsyncIterable<Uint8Array>, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") === sha256) return;
  throw new PatchOpsError("unexpected_answer", "What arrived is not the archive, or not all of it.", {
    next: "Download it again.",
  });
}

const files = ({ progress }: DataExport) => `${progress.done}/${progress.total ?? "?"}`;
const size = (bytes: number) =>
  bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(1)} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`;

function describe({ id, of, state, error, expiresAt, sizeBytes }: DataExport): string {
  const what = `Export ${id} of the ${of}`;
  if (state === "ready") return `${what}: ready, ${size(sizeBytes)}, until ${expiresAt}.`;
  return `${what}: ${state}${error === null ? "" : `. ${error}`}.`.replace(/\.\.$/, ".");
}
