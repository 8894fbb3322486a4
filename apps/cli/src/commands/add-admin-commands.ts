import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { newPassword, type PasswordOptions } from "../new-password.ts";
import { addAuditCommand } from "./add-audit-command.ts";
import { addBackupCommands } from "./add-backup-commands.ts";
import { addDemoCommand } from "./add-demo-command.ts";
import { addFailedWebhooksCommands } from "./add-failed-webhooks-commands.ts";
import { addFreezeCommands } from "./add-freeze-commands.ts";
import { addHoldsCommands } from "./add-holds-commands.ts";
import { addIncidentsCommands } from "./add-incidents-commands.ts";
import { addJobsCommands } from "./add-jobs-commands.ts";
import { addKeyCommands } from "./add-key-commands.ts";
import { addLeasesCommands } from "./add-leases-commands.ts";
import { addLogsCommand } from "./add-logs-command.ts";
import { addNetworkCommands } from "./add-network-commands.ts";
import { addOutboxCommands } from "./add-outbox-commands.ts";
import { addOwnBackupCommands } from "./add-own-backup-commands.ts";
import { addPeopleCommands } from "./add-people-commands.ts";
import { addPlanCommands } from "./add-plan-commands.ts";
import { addRecomputeCommand } from "./add-recompute-command.ts";
import { addRequesterCommands } from "./add-requester-commands.ts";
import { addStripeCommands } from "./add-stripe-commands.ts";
import { addSupportCommands } from "./add-support-commands.ts";

/** `patchops admin …`: what the operator does on the server's own host. */
export function addAdminCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const admin = program.command("admin").description("operate the server, on its own host");

  admin
    .command("reset-password")
    .description("give an account a new password and end its logins")
    .requiredOption("--email <address>", "mail address of the account")
    .option(
      "--password <password>",
      "the new password; - reads it from standard input; without it you are asked",
    )
    .option("--password-file <path>", "the file with the new password")
    .action(async ({ email, ...given }: PasswordOptions & { email: string }) => {
      const client = cli.operator();
      const password = await newPassword(terminal, given);
      const answer = await client.operator.resetPassword.mutate(
        { email, password },
        { signal: terminal.interrupted },
      );
      output.answer(
        answer,
        () => `${email} has a new password. Logins that were ended: ${answer.endedSessions}.`,
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

  addAuditCommand(admin, cli);
  admin
    .command("suspend")
    .description("suspend an account: its logins end, its keys and apps are refused until you lift it")
    .requiredOption("--email <address>", "mail address of the account")
    .requiredOption("--reason <text>", "why, for the person to read")
    .action(async (input: { email: string; reason: string }) => {
      const answer = await cli.operator().operator.suspend.mutate(input, { signal: terminal.interrupted });
      output.answer(answer, () => `${input.email} is suspended.`);
    });

  admin
    .command("lift")
    .description("lift the suspension of an account")
    .requiredOption("--email <address>", "mail address of the account")
    .action(async (input: { email: string }) => {
      const answer = await cli.operator().operator.lift.mutate(input, { signal: terminal.interrupted });
      output.answer(answer, () => `${input.email} can sign in again; its keys work as before.`);
    });

  addPeopleCommands(admin, cli);
  addFreezeCommands(admin, cli);
  addNetworkCommands(admin, cli);
  addFailedWebhooksCommands(admin, cli);
  addSupportCommands(admin, cli);
  addRequesterCommands(admin, cli);
  addHoldsCommands(admin, cli);
  addIncidentsCommands(admin, cli);
  addLogsCommand(admin, cli);
  addOutboxCommands(admin, cli);
  addBackupCommands(admin, cli);
  addOwnBackupCommands(admin, cli);
  addJobsCommands(admin, cli);
  addKeyCommands(admin, cli);
  addLeasesCommands(admin, cli);
  addPlanCommands(admin, cli);
  addRecomputeCommand(admin, cli);
  addStripeCommands(admin, cli);
  addDemoCommand(admin, cli);
}
