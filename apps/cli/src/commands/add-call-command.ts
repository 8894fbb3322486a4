import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { parseCount } from "../parse-count.ts";
import { readJson } from "../read-json.ts";
import { toolResult } from "../tool-result.ts";
import { usageError } from "../usage-error.ts";

/** `patchops call`: one tool, once. */
export function addCallCommand(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  program
    .command("call")
    .description("call a tool and print its MCP result; exit code 1 when that is an error")
    .argument("<tool>", "its name, as patchops tools list shows it")
    .option("--args <json>", "the arguments as JSON, @file, or - for standard input", "{}")
    .option("--timeout-ms <ms>", "give up after this time", parseCount)
    .action(async (name: string, options: { args: string; timeoutMs?: number }) => {
      const args = await readJson(terminal, options.args, "--args");
      if (!isArguments(args))
        throw usageError("--args is no JSON object.", `For example: --args '{"limit": 3}'`);
      const { result } = await cli
        .client()
        .tools.call(name, args, { signal: terminal.interrupted, timeoutMs: options.timeoutMs });
      output.answer(result, () => toolResult(result));
      if (result.isError === true) cli.exitWith(1);
    });
}

function isArguments(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
