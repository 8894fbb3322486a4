import { randomBytes } from "node:crypto";
import { type Command, InvalidArgumentError } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";

interface DemoOptions {
  seed: number;
  password?: string;
  yes?: boolean;
  remove?: boolean;
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed < 2 ** 32) return seed;
  throw new InvalidArgumentError("Use a whole number.");
}

/** `patchops admin demo`, which `pnpm demo` is short for: an organization with a month of believable data. */
export function addDemoCommand(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const signal = terminal.interrupted;
  admin
    .command("demo")
    .description("fill an organization of its own with a month of believable data, or take it away again")
    .option("--seed <number>", "another month", parseSeed, 1)
    .option("--password <password>", "of its account; default: one that is printed")
    .option("--yes", "replace the demo organization when it is there; with --remove: do not ask")
    .option("--remove", "take it away")
    .action(async ({ seed, password, yes = false, remove = false }: DemoOptions) => {
      const { operator } = cli.operator();
      if (remove) {
        await confirm(cli, "Remove the demo organization with all that is in it?", { yes });
        const removed = await operator.removeSample.mutate(undefined, { signal });
        output.answer(removed, () =>
          removed.organizationId === null
            ? "There is no demo organization."
            : "The demo organization is gone.",
        );
        return;
      }
      const given = password ?? randomBytes(12).toString("base64url");
      const filled = await operator.fillSample.mutate({ seed, password: given, replace: yes }, { signal });
      const { email, apiKey, organizationName, calls, executions, sessions } = filled;
      output.answer(
        { ...filled, password: given },
        () =>
          `${organizationName}: ${calls} calls, ${executions} runs and ${sessions} sessions of the last 30 days.\n\n` +
          `  Log in at ${cli.url} as ${email} with the password ${given}\n  API key: ${apiKey}\n`,
      );
      output.next("pnpm demo --remove takes it away again");
    });
}
