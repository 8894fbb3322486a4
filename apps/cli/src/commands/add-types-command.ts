import type { Command } from "commander";
import type { Cli } from "../cli.ts";

/** `patchops types`: declarations for a file beside a program. */
export function addTypesCommand(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  program
    .command("types")
    .description("TypeScript declarations of all that your programs can call: patchops types > patchops.d.ts")
    .action(async () => {
      const types = await cli.client().tools.types({ signal: terminal.interrupted });
      output.answer(types, () => types.text);
    });
}
