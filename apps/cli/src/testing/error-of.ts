import type { CommandAnswer } from "./run-command.ts";

/** The error that a command with `--json` ended in. */
export function errorOf({ stderr }: CommandAnswer): Record<string, unknown> {
  return (JSON.parse(stderr) as { error: Record<string, unknown> }).error;
}
