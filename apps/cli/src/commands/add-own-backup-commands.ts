import { setTimeout } from "node:timers/promises";
import type { Backup } from "@patchops/contract";
import { PatchOpsError } from "@patchops/sdk";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";

const askAgainAfterMs = 1_000;

/** `patchops admin backups`: those that the instance makes by itself. */
export function addOwnBackupCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const backups = admin.command("backups").description("the backups that the instance makes each night");

  backups
    .command("list")
    .description("the newest first, and when the next one comes")
    .action(async () => {
      const state = await cli.operator().operator.backups.query(undefined, request);
      output.answer(state, () =>
        [
          state.directory === null
            ? "This instance makes no backups by itself (PATCHOPS_BACKUP_DIR)."
            : `In ${state.directory}, the newest ${state.keep} are kept. Next: ${state.nextAt ?? "-"}.`,
          table(
            [{ title: "MADE" }, { title: "STATE" }, { title: "MB", align: "right" }, { title: "FILE" }],
            state.backups.map((backup) => [
              backup.createdAt.slice(0, 16).replace("T", " "),
              backup.status,
              backup.sizeBytes === null ? "-" : (backup.sizeBytes / 1_048_576).toFixed(1),
              safeLine(backup.error ?? backup.file ?? "-", 80),
            ]),
          ),
        ].join("\n"),
      );
    });

  backups
    .command("run")
    .description("make one now, as each night, and wait for it")
    .action(async () => {
      const { id } = await cli.operator().operator.backUp.mutate(undefined, request);
      output.note("Backing up…");
      let made: Backup | undefined;
      do {
        await setTimeout(askAgainAfterMs, undefined, { signal: terminal.interrupted });
        const state = await cli.operator().operator.backups.query(undefined, request);
        made = state.backups.find((backup) => backup.id === id);
      } while (made?.status === "queued" || made?.status === "running");
      if (made?.status !== "done") {
        throw new PatchOpsError("unavailable", made?.error ?? "The backup is gone.", {
          next: "Look at the server's log.",
        });
      }
      const backup = made;
      output.answer(backup, () => `${backup.file ?? ""} is made.`);
    });
}
