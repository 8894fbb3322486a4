import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { confirmTyped } from "../confirm-typed.ts";
import { safeLine } from "../safe-text.ts";

/** `patchops organizations delete`. */
export function addOrganizationDeletion(organizations: Command, cli: Cli): void {
  const { output, terminal } = cli;
  organizations
    .command("delete")
    .description("delete it when the days of grace are over; from now on nothing of it works")
    .argument("<name>", "its name, as it is")
    .option("--yes", "do not ask")
    .action(async (name: string, { yes = false }: { yes?: boolean }) => {
      const warning = `Everything of ${safeLine(name, 100)} is deleted, and from now on no key, app or workflow of it works.`;
      if (!yes) await confirmTyped(cli, warning, name);
      const asked = await cli.client().organization.remove.mutate({ name }, { signal: terminal.interrupted });
      output.answer(
        asked,
        () => `It is deleted on ${asked.dueAt.slice(0, 10)}. Until then the mailed link takes it back.`,
      );
    });
}
