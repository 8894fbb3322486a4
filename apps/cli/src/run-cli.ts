import { PatchOpsError } from "@patchops/sdk";
import { CommanderError } from "commander";
import { createCli } from "./cli.ts";
import type { Config } from "./config.ts";
import { createProgram } from "./create-program.ts";
import { type ExitCode, exitCodeOfError } from "./exit-code.ts";
import { createOutput } from "./output.ts";
import type { Terminal } from "./terminal.ts";
import { usageError } from "./usage-error.ts";

/** Runs one command to its end and answers its exit code. Never rejects. */
export async function runCli(args: readonly string[], config: Config, terminal: Terminal): Promise<ExitCode> {
  const output = createOutput(terminal, {
    // Known before the command is, so that mistakes in it are told in JSON too.
    isJson: args.includes("--json"),
    isColorRefused: config.isColorRefused,
  });
  let exitCode: ExitCode = 0;
  const cli = createCli(config, terminal, {
    output,
    exitWith: (code) => {
      exitCode = code;
    },
  });
  const program = createProgram(cli);
  try {
    const words = args.filter((word) => word !== "--json");
    await program.parseAsync(words.length === 0 ? ["help", ...args] : [...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const known = withFlag(explain(error), args);
    if (terminal.interrupted.aborted) {
      output.error(new PatchOpsError("cancelled", "Interrupted.", { sent: known.sent }));
      return 130;
    }
    output.error(known);
    return exitCodeOfError(known.code);
  }
}

function explain(error: unknown): PatchOpsError {
  if (error instanceof PatchOpsError) return error;
  if (error instanceof CommanderError) {
    if (error.code === "commander.help") return usageError("A command is missing.", "patchops help");
    const [message = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
    const suggestion = /Did you mean (.+?)\?/.exec(rest.join(" "))?.[1];
    return usageError(
      `${message.charAt(0).toUpperCase()}${message.slice(1)}`,
      suggestion === undefined ? "patchops help" : `Did you mean ${suggestion}?`,
    );
  }
  return new PatchOpsError("internal", error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}

/** A field that the server names, by the option that brought it. */
function withFlag(error: PatchOpsError, args: readonly string[]): PatchOpsError {
  const { code, details, message, requestId, docs, next, sent } = error;
  const field = details?.field;
  if (code !== "invalid_input" || typeof field !== "string" || field === "") return error;
  const flag = `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (!args.some((word) => word === flag || word.startsWith(`${flag}=`))) return error;
  const words = message.replace(`(${field})`, () => `(${flag})`);
  return new PatchOpsError(code, words, { sent, next, details, requestId, docs, cause: error });
}
