import type { AwaitedApproval } from "@patchops/contract";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { noteAwaitedApproval } from "../note-awaited-approval.ts";
import { parseCount } from "../parse-count.ts";
import { readJson } from "../read-json.ts";
import { toolResult } from "../tool-result.ts";
import { usageError } from "../usage-error.ts";

interface CallCommandOptions {
  args: string;
  timeoutMs?: number;
  wait: boolean;
}

/** `patchops call`: one tool, once. */
export function addCallCommand(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  program
    .command("call")
    .description("call a tool and print its MCP result; exit code 1 when that is an error")
    .argument("<tool>", "its name, as patchops tools list shows it")
    .option("--args <json>", "the arguments as JSON, @file, or - for standard input", "{}")
    .option("--timeout-ms <ms>", "give up after this time; a wait for an approval does not count", parseCount)
    .option("--no-wait", "end with exit code 6 where the call needs an approval, in place of waiting for it")
    .action(async (name: string, { args: text, timeoutMs, wait }: CallCommandOptions) => {
      const args = await readJson(terminal, text, "--args");
      if (!isArguments(args))
        throw usageError("--args is no JSON object.", `For example: --args '{"limit": 3}'`);
      let awaited: AwaitedApproval | undefined;
      const onApproval = (approval: AwaitedApproval) => {
        awaited = approval;
        noteAwaitedApproval(output, approval);
      };
      const call = { signal: terminal.interrupted, timeoutMs, waitForApproval: wait, onApproval };
      try {
        const { result } = await cli.client().tools.call(name, args, call);
        output.answer(result, () => toolResult(result));
        if (result.isError === true) cli.exitWith(1);
      } catch (error) {
        if (awaited !== undefined && terminal.interrupted.aborted) {
          output.note(
            `The question stays open until ${awaited.expiresAt}: once approved, the same call goes through.`,
          );
        }
        throw error;
      }
    });
}

function isArguments(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
