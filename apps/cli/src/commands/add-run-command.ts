import type { RunLimits } from "@patchops/contract";
import type { Program } from "@patchops/sdk";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { diagnosticsText } from "../diagnostics-text.ts";
import { exitCodeOfRun } from "../exit-code.ts";
import { followRun } from "../follow-run.ts";
import { parseCount, parseCountOrZero } from "../parse-count.ts";
import { presentRun, runAnswer, runStatusLine } from "../present-run.ts";
import { readJson } from "../read-json.ts";
import { readText } from "../read-text.ts";
import { safeText } from "../safe-text.ts";
import { usageError } from "../usage-error.ts";

interface RunOptions extends Partial<RunLimits> {
  snippet?: string;
  input?: string;
  wait: boolean;
  detach: boolean;
  webhook?: string;
  check?: true;
}

/** `patchops run`: a program in the sandbox, its logs as they come. */
export function addRunCommand(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  program
    .command("run")
    .description("run a TypeScript or JavaScript program in the sandbox; Ctrl+C cancels it")
    .argument("[file]", "the program, or - for standard input")
    .option("--snippet <name>", "a saved program, in place of a file")
    .option("--timeout-ms <ms>", "the longest that it may take", parseCount)
    .option("--cpu-ms <ms>", "the longest that it may compute itself", parseCount)
    .option("--memory-mb <mb>", "the most memory that it may use", parseCount)
    .option("--output-bytes <n>", "the largest result, as JSON", parseCountOrZero)
    .option("--log-bytes <n>", "the most that it may log", parseCountOrZero)
    .option("--log-lines <n>", "the most lines that it may log", parseCountOrZero)
    .option("--max-tool-calls <n>", "the most calls that it may make; 0 for none", parseCountOrZero)
    .option("--max-concurrent-tool-calls <n>", "the most calls at once; others wait", parseCount)
    .option("--tool-bytes <n>", "the most that a call may take or answer", parseCountOrZero)
    .option("--input <json>", "what the program finds as `input`: JSON, @file, or -")
    .option("--check", "check it against the types of your tools first; whatever that says, it runs")
    .option(
      "--no-wait",
      "fail at once where a tool needs a sign-in or an approval, in place of waiting for you",
    )
    .option("--detach", "print its id and leave: it goes on without this command", false)
    .option("--webhook <url>", "with --detach: whom to tell of its end, signed")
    .action(async (file: string | undefined, options: RunOptions) => {
      const { snippet, input, wait, detach, webhook, check: isChecked, ...limits } = options;
      if (webhook !== undefined && !detach) {
        throw usageError("A webhook is for a run that nobody waits for.", "Add --detach.");
      }
      const client = cli.client();
      const source = await readProgram(cli, { file, snippet });
      const value = input === undefined ? undefined : await readJson(terminal, input, "--input");
      const run = client.execute(source, {
        input: value,
        ...limits,
        waitForSignIn: wait,
        waitForApproval: wait,
        check: isChecked,
        // A CLI that dies takes its run along, unless that is not wanted.
        detached: detach,
        ...(webhook === undefined ? {} : { webhook }),
        signal: terminal.interrupted,
      });
      const check = await run.check;
      if (check && !output.isJson) output.note(diagnosticsText(check, file ?? snippet ?? ""));
      if (isChecked && !check) output.note("The program could not be checked; it runs all the same.");
      const checked = isChecked && { check };
      if (detach) {
        const executionId = await run.id;
        output.answer({ executionId, status: "queued", ...checked }, () => executionId);
        output.next(`patchops executions show ${executionId} --follow`);
        return;
      }
      await followRun(run.events(), cli);
      if (terminal.interrupted.aborted) output.note("Cancelled.");
      const execution = await run.result();
      output.answer({ ...runAnswer(execution), ...checked }, () => presentRun(execution));
      if (!output.isJson) output.note(runStatusLine(execution, cli));
      const { error } = execution;
      if (error?.next !== undefined) output.next(safeText(error.next));
      cli.exitWith(terminal.interrupted.aborted ? 130 : exitCodeOfRun(execution));
    });
}

async function readProgram(
  { terminal }: Cli,
  { file, snippet }: { file: string | undefined; snippet: string | undefined },
): Promise<Program> {
  if (snippet !== undefined && file === undefined) return { snippet };
  if (snippet === undefined && file !== undefined) return readText(terminal, file);
  throw usageError(
    "Name a file, or a saved program with --snippet.",
    "patchops snippets list shows the saved ones.",
  );
}
