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
  input?: string;
  /** Fires like Ctrl+C. */
  interrupted?: AbortSignal;
  onStdout?: (text: string) => void;
  onStderr?: (text: string) => void;
}

/** Runs a command in this process, at a terminal that only remembers. */
export async function runCommand(args: readonly string[], options: CommandOptions): Promise<CommandAnswer> {
  const written = { stdout: "", stderr: "" };
  const code = await runCli(args, options.config, {
    stdin: Readable.from(options.input === undefined ? [] : [options.input]),
    stdout: {
      write: (text) => {
        written.stdout += text;
        options.onStdout?.(text);
      },
    },
    stderr: {
      write: (text) => {
        written.stderr += text;
        options.onStderr?.(text);
      },
    },
    interrupted: options.interrupted ?? new AbortController().signal,
  });
  return { code, ...written };
}
