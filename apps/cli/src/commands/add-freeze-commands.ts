import type { Command } from "commander";
import type { Cli } from "../cli.ts";

/** `patchops admin freeze`, `unfreeze`: stops all that runs in an organization, and lets it go on. */
export function addFreezeCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const which = "its id, or a part of its name or of a mail address that leads to it alone";

  admin
    .command("freeze")
    .description(
      "freeze an organization: at once its calls, runs, schedules and webhooks are refused; again with --reason: give the reason",
    )
    .argument("<organization>", which)
    .option("--reason <text>", "why, for its people to read; may follow")
    .action(async (organization: string, { reason }: { reason?: string }) => {
      const answer = await cli.operator().operator.freeze.mutate({ organization, reason }, request);
      output.answer(answer, () => `${answer.name} is frozen.`);
      if (reason === undefined) output.next(`patchops admin freeze ${answer.id} --reason "…"`);
      output.next(`patchops admin unfreeze ${answer.id}`);
    });

  admin
    .command("unfreeze")
    .description("let a frozen organization work again")
    .argument("<organization>", which)
    .action(async (organization: string) => {
      const answer = await cli.operator().operator.unfreeze.mutate({ organization }, request);
      output.answer(answer, () => `${answer.name} works again.`);
    });
}
