import { Command } from "commander";
import type { Cli } from "./cli.ts";
import { addActivityCommand } from "./commands/add-activity-command.ts";
import { addAdminCommands } from "./commands/add-admin-commands.ts";
import { addAlertsCommands } from "./commands/add-alerts-commands.ts";
import { addApprovalsCommands } from "./commands/add-approvals-commands.ts";
import { addAppsCommands } from "./commands/add-apps-commands.ts";
import { addBillingCommands } from "./commands/add-billing-commands.ts";
import { addCallCommand } from "./commands/add-call-command.ts";
import { addCatalogCommands } from "./commands/add-catalog-commands.ts";
import { addCheckCommand } from "./commands/add-check-command.ts";
import { addConnectCommand } from "./commands/add-connect-command.ts";
import { addConnectionsCommands } from "./commands/add-connections-commands.ts";
import { addDoctorCommand } from "./commands/add-doctor-command.ts";
import { addExecutionsCommands } from "./commands/add-executions-commands.ts";
import { addExportCommands } from "./commands/add-export-commands.ts";
import { addHelpCommand } from "./commands/add-help-command.ts";
import { addKeysCommands } from "./commands/add-keys-commands.ts";
import { addMembersCommands } from "./commands/add-members-commands.ts";
import { addNotificationsCommands } from "./commands/add-notifications-commands.ts";
import { addOrganizationsCommands } from "./commands/add-organizations-commands.ts";
import { addPoliciesCommands } from "./commands/add-policies-commands.ts";
import { addProfilesCommands } from "./commands/add-profiles-commands.ts";
import { addReviewsCommands } from "./commands/add-reviews-commands.ts";
import { addRunCommand } from "./commands/add-run-command.ts";
import { addScimCommands } from "./commands/add-scim-commands.ts";
import { addServiceAccountsCommands } from "./commands/add-service-accounts-commands.ts";
import { addSessionsCommands } from "./commands/add-sessions-commands.ts";
import { addSetupCommand } from "./commands/add-setup-command.ts";
import { addSnippetsCommands } from "./commands/add-snippets-commands.ts";
import { addSsoCommands } from "./commands/add-sso-commands.ts";
import { addToolsCommands } from "./commands/add-tools-commands.ts";
import { addTypesCommand } from "./commands/add-types-command.ts";
import { addUsageCommand } from "./commands/add-usage-command.ts";
import { addWebhooksCommands } from "./commands/add-webhooks-commands.ts";
import { addWorkflowsCommands } from "./commands/add-workflows-commands.ts";
import { version } from "./version.ts";

/** The command tree. Nothing is printed or exited by commander itself: mistakes are thrown as `CommanderError`. */
export function createProgram(cli: Cli): Command {
  const program = new Command("patchops")
    .description("One endpoint for every MCP server your team uses.")
    .version(version, "--version", "print the version")
    .option("--json", "one JSON document on stdout; errors as JSON on stderr")
    .helpOption("-h, --help", "help of a command")
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => cli.terminal.stdout.write(text),
      // Told once, by `runCli`, in the shape of every other error.
      writeErr: () => undefined,
    })
    .exitOverride();

  addSetupCommand(program, cli);
  addConnectionsCommands(program, cli);
  addCatalogCommands(program, cli);
  addToolsCommands(program, cli);
  addCallCommand(program, cli);
  addRunCommand(program, cli);
  addCheckCommand(program, cli);
  addTypesCommand(program, cli);
  addExecutionsCommands(program, cli);
  addSnippetsCommands(program, cli);
  addWorkflowsCommands(program, cli);
  addWebhooksCommands(program, cli);
  addNotificationsCommands(program, cli);
  addExportCommands(program, cli);
  addUsageCommand(program, cli);
  addAlertsCommands(program, cli);
  addBillingCommands(program, cli);
  addActivityCommand(program, cli);
  addApprovalsCommands(program, cli);
  addReviewsCommands(program, cli);
  addSessionsCommands(program, cli);
  addKeysCommands(program, cli);
  addAppsCommands(program, cli);
  addMembersCommands(program, cli);
  addServiceAccountsCommands(program, cli);
  addOrganizationsCommands(program, cli);
  addSsoCommands(program, cli);
  addScimCommands(program, cli);
  addProfilesCommands(program, cli);
  addPoliciesCommands(program, cli);
  addConnectCommand(program, cli);
  addDoctorCommand(program, cli);
  addAdminCommands(program, cli);
  addHelpCommand(program, cli);
  return program;
}
