import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { newPassword, type PasswordOptions } from "../new-password.ts";

/** `patchops setup`: an account with its organization and a key, on the server's own host. */
export function addSetupCommand(program: Command, cli: Cli): void {
  program
    .command("setup")
    .description("create an account with its organization and an API key (on the server's host)")
    .requiredOption("--email <address>", "mail address of the account")
    .option("--password <password>", "its password; - reads it from standard input; without it you are asked")
    .option("--password-file <path>", "the file with its password")
    .option("--name <name>", "name of the person")
    .action(async ({ email, name, ...given }: PasswordOptions & { email: string; name?: string }) => {
      const client = cli.operator();
      const password = await newPassword(cli.terminal, given);
      const created = await client.operator.createAccount.mutate(
        { email, password, name },
        { signal: cli.terminal.interrupted },
      );
      cli.output.answer(
        created,
        () => `Created ${email}.\nAPI key, shown this once:\n\n  ${created.apiKey}\n`,
      );
      const { url } = cli.operatorDoor();
      if (url !== cli.config.defaultUrl) cli.output.next(`export PATCHOPS_URL=${url}`);
      cli.output.next(`export PATCHOPS_API_KEY=${created.apiKey}`);
      cli.output.next("patchops connections add demo");
    });
}
