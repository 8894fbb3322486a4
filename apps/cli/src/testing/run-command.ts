import { Readable } from "node:stream";
import type { Config } from "../config.ts";
import { runCli } from "../run-cli.ts";

export interface CommandAnswer {
  code: number;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  config: Config;
  /** What is on standard input: a text, or what is typed while it runs. */
  input?: string | Readable;
  /** A person sits there, who can be asked. */
  isTerminal?: boolean;
  /** Fires like Ctrl+C. */
  interrupted?: AbortSignal;
  onStdout?: (text: string) => void;
  onStderr?: (text: string) => void;
}

/** Runs a command in this process, at a terminal that only remembers. */
export async function runCommand(args: readonly string[], options: CommandOptions): Promise<CommandAnswer> {
  const written = { stdout: "", stderr: "" };
  const { input = "", isTerminal = false } = options;
  const stdin = typeof input === "string" ? Readable.from(input === "" ? [] : [input]) : input;
  const code = await runCli(args, options.config, {
    stdin: Object.assign(stdin, { isTTY: isTerminal }),
    stdout: {
      write: (text) => {
        written.stdout += text;
        options.onStdout?.(text);
      },
    },
    stderr: {
      isTTY: isTerminal,
      write: (text) => {
        written.stderr += text;
        options.onStderr?.(text);
      },
    },
    interrupted: options.interrupted ?? new AbortController().signal,
  });
  return { code, ...written };
}
