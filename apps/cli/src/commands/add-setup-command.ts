import type { Command } from "commander";
import type { Cli } from "../cli.ts";

/** `patchops setup`: an account with its organization and a key, on the server's own host. */
export function addSetupCommand(program: Command, cli: Cli): void {
  program
    .command("setup")
    .description("create an account with its organization and an API key (on the server's host)")
    .requiredOption("--email <address>", "mail address of the account")
    .requiredOption("--password <password>", "its password, at least 10 characters")
    .option("--name <name>", "name of the person")
    .action(async ({ email, password, name }: { email: string; password: string; name?: string }) => {
      const created = await cli
        .operator()
        .operator.createAccount.mutate({ email, password, name }, { signal: cli.terminal.interrupted });
      cli.output.answer(
        created,
        () => `Created ${email}.\nAPI key, shown this once:\n\n  ${created.apiKey}\n`,
      );
      cli.output.next(`export PATCHOPS_API_KEY=${created.apiKey}`);
      cli.output.next("patchops connections add demo");
    });
}
