import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { diagnosticsText } from "../diagnostics-text.ts";
import { readText } from "../read-text.ts";

/** `patchops check`: what the compiler says of a program, without a run. */
export function addCheckCommand(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  program
    .command("check")
    .description("check a program against the types of your tools; nothing runs")
    .argument("<file>", "the program, or - for standard input")
    .action(async (file: string) => {
      const code = await readText(terminal, file);
      const check = await cli.client().check(code, { signal: terminal.interrupted });
      output.answer(check, () => diagnosticsText(check, file));
      const { length } = check.diagnostics;
      if (check.isComplete && !output.isJson) {
        output.note(length === 1 ? "1 complaint" : `${length} complaints`);
      }
      if (length > 0) cli.exitWith(1);
    });
}
