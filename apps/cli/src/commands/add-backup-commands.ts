import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { PatchOpsError } from "@patchops/sdk";
import type { Command } from "commander";
import { contentWords } from "../backup/content-words.ts";
import { decrypt, encrypt, isEncrypted } from "../backup/encryption.ts";
import { brokenOff, operatorRequest } from "../backup/operator-request.ts";
import { askNewPassphrase, askPassphrase } from "../backup/passphrase.ts";
import { readSteps } from "../backup/read-steps.ts";
import { writeFileWhole } from "../backup/write-file-whole.ts";
import type { Cli } from "../cli.ts";
import { confirmTyped } from "../confirm-typed.ts";
import { readSecret } from "../read-secret.ts";
import { usageError } from "../usage-error.ts";

interface BackupOptions {
  encrypt?: true;
  passphraseFile?: string;
}

interface RestoreOptions {
  passphraseFile?: string;
  replace?: true;
  yes?: true;
}

/** `patchops admin backup` and `restore`: the whole instance in one file. */
export function addBackupCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;

  admin
    .command("backup")
    .description("write the whole instance to a file, while it goes on working")
    .argument("<file>", "the file to write; one that is there is replaced when the new one is whole")
    .option("--encrypt", "ask for a passphrase and encrypt the file with it")
    .option("--passphrase-file <path>", "encrypt the file with the passphrase in this one")
    .action(async (file: string, options: BackupOptions) => {
      const path = resolve(file);
      const door = cli.operatorDoor();
      const passphrase = await newPassphrase(options);
      output.note("Backing up…");
      const response = await operatorRequest(door, "/operator/backup", { signal: terminal.interrupted });
      const about: Record<string, unknown> = JSON.parse(response.headers.get("x-patchops-backup") ?? "{}");
      if (response.body === null) throw brokenOff(door, new Error("The answer is empty."));
      const content = passphrase === null ? response.body : await encrypt(response.body, passphrase);
      const sizeBytes = await writeFileWhole(path, content).catch((error: unknown) => {
        throw error instanceof PatchOpsError ? error : brokenOff(door, error);
      });
      const isFileEncrypted = passphrase !== null;
      output.answer({ file: path, sizeBytes, isEncrypted: isFileEncrypted, ...about }, () =>
        [
          `${path}, ${(sizeBytes / 1_048_576).toFixed(1)} MB, made ${String(about.madeAt)}.`,
          keyWords(about.holdsMasterKey === true, isFileEncrypted),
        ].join("\n"),
      );
    });

  admin
    .command("restore")
    .description("put a backup in the place of this instance, all or nothing")
    .argument("<file>", "a file that patchops admin backup wrote")
    .option(
      "--passphrase-file <path>",
      "the file with the passphrase, or with the secret key of age, of an encrypted backup",
    )
    .option("--replace", "take the place of the organizations that are there")
    .option("--yes", "with --replace: do not ask")
    .action(async (file: string, options: RestoreOptions) => {
      const path = resolve(file);
      const door = cli.operatorDoor();
      const backup = await openBackup(path);
      try {
        const source = await decrypted(backup, options);
        await agreeToReplace(options);
        output.note("Sending the backup to the server…");
        let failure: unknown;
        const body = Readable.toWeb(
          Readable.from(
            watched(source, (error) => {
              failure = error;
            }),
          ),
        ) as ReadableStream<Uint8Array>;
        const query = options.replace ? "?replace=1" : "";
        const done = await operatorRequest(door, `/operator/restore${query}`, {
          body,
          signal: terminal.interrupted,
        })
          .then((response) => readSteps(response, (text) => output.note(text)))
          .catch((error: unknown) => {
            if (failure !== undefined) throw unreadable(path, failure);
            throw error instanceof PatchOpsError ? error : brokenOff(door, error);
          });
        if (done === null) throw brokenOff(door, new Error("The answer has no end."));
        output.answer(
          { file: path, ...done },
          () => `Restored to ${String(done.madeAt)}: ${contentWords(done)}. The server goes on.`,
        );
      } finally {
        // Of one that was refused nothing more is read.
        backup.content.destroy();
      }
    });

  async function newPassphrase(options: BackupOptions): Promise<string | null> {
    if (options.passphraseFile !== undefined)
      return readSecret(terminal, options.passphraseFile, "passphrase");
    return options.encrypt ? askNewPassphrase(terminal) : null;
  }

  /** The backup as the server takes it. */
  async function decrypted(
    { content, start }: OpenedBackup,
    options: RestoreOptions,
  ): Promise<AsyncIterable<Uint8Array>> {
    if (!isEncrypted(start)) return content;
    const passphrase =
      options.passphraseFile === undefined
        ? await askPassphrase(terminal, "Passphrase of the backup")
        : await readSecret(terminal, options.passphraseFile, "passphrase");
    return decrypt(Readable.toWeb(content) as ReadableStream<Uint8Array>, passphrase);
  }

  async function agreeToReplace({ replace, yes }: RestoreOptions): Promise<void> {
    const contents = await cli
      .operator()
      .operator.contents.query(undefined, { signal: terminal.interrupted });
    if (contents.organizations === 0) return;
    const words = `This instance has ${contentWords(contents)}`;
    if (!replace) {
      throw new PatchOpsError("conflict", `${words}: a restore would take them away.`, {
        sent: false,
        next: "Restore into a new data directory, or add --replace to put the backup in their place.",
      });
    }
    if (yes) return;
    await confirmTyped(cli, `${words}. The backup takes their place, for good.`, "replace");
  }
}

interface OpenedBackup {
  /** All of it; destroyed by who opened it. */
  content: Readable;
  /** Its first bytes, by which it shows whether it is encrypted. */
  start: Uint8Array;
}

async function openBackup(path: string): Promise<OpenedBackup> {
  const { file, start } = await openStart(path).catch((error: NodeJS.ErrnoException) => {
    throw usageError(
      error.code === "ENOENT"
        ? `There is no file ${path}.`
        : `The file ${path} cannot be read (${error.code ?? "unknown cause"}).`,
      "Name a file that patchops admin backup wrote.",
    );
  });
  if (start.length === 0) {
    await file.close();
    throw new PatchOpsError("invalid_input", `The file ${path} is empty.`, {
      sent: false,
      next: "Use another backup, or copy this one again from where it was kept. Nothing was changed.",
    });
  }
  return { content: file.createReadStream({ start: 0 }), start };
}

async function openStart(path: string) {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return { file, start: buffer.subarray(0, bytesRead) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function* watched(
  source: AsyncIterable<Uint8Array>,
  onFailure: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    onFailure(error);
    throw error;
  }
}

function unreadable(path: string, cause: unknown): PatchOpsError {
  return new PatchOpsError("invalid_input", `The file ${path} is damaged or cut short.`, {
    next: "Use another backup, or copy this one again from where it was kept. Nothing was changed.",
    cause,
  });
}

function keyWords(holdsMasterKey: boolean, isFileEncrypted: boolean): string {
  if (!holdsMasterKey) {
    return "PATCHOPS_MASTER_KEY is not in it: stored credentials open only with that key, so keep it apart.";
  }
  return isFileEncrypted
    ? "It holds the master key, encrypted with the passphrase: without the passphrase nobody opens it."
    : "It holds the master key in the clear: whoever reads the file can open every stored credential. Keep it as you keep passwords, or use --encrypt.";
}
