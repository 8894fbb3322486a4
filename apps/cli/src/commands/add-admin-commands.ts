import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { addBackupCommands } from "./add-backup-commands.ts";
import { addDemoCommand } from "./add-demo-command.ts";
import { addKeyCommands } from "./add-key-commands.ts";

/** `patchops admin …`: what the operator does on the server's own host. */
export function addAdminCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const admin = program.command("admin").description("operate the server, on its own host");

  admin
    .command("reset-password")
    .description("give an account a new password and end its logins")
    .requiredOption("--email <address>", "mail address of the account")
    .requiredOption("--password <password>", "the new password, at least 10 characters")
    .action(async (input: { email: string; password: string }) => {
      const answer = await cli
        .operator()
        .operator.resetPassword.mutate(input, { signal: terminal.interrupted });
      output.answer(
        answer,
        () => `${input.email} has a new password. Logins that were ended: ${answer.endedSessions}.`,
      );
    });

  admin
    .command("grant-admin")
    .description("make an account an admin of this instance")
    .requiredOption("--email <address>", "mail address of the account")
    .action(async (input: { email: string }) => {
      const answer = await cli.operator().operator.grantAdmin.mutate(input, { signal: terminal.interrupted });
      output.answer(answer, () => `${input.email} is an admin of this instance.`);
    });

  addBackupCommands(admin, cli);
  addKeyCommands(admin, cli);
  addDemoCommand(admin, cli);
}
