import type { AddConnectionInput } from "@patchops/contract";
import { splitCommand } from "./split-command.ts";
import { usageError } from "./usage-error.ts";

/** What `connections add` is to connect: an address, the bundled demo tools, or a process. */
export function connectionTarget(
  url: string | undefined,
  { stdio, env = [] }: { stdio?: string; env?: readonly string[] },
): AddConnectionInput["target"] {
  if (stdio !== undefined) {
    if (url !== undefined) throw usageError("Give an address or --stdio, not both.");
    const [command, ...args] = splitCommand(stdio);
    if (command === undefined) throw usageError("--stdio names no command.");
    return { kind: "stdio", command, args, environment: Object.fromEntries(env.map(parseAssignment)) };
  }
  if (env.length > 0) throw usageError("--env is for --stdio only.");
  if (url === undefined) {
    throw usageError(
      "What shall be connected?",
      "patchops connections add https://mcp.example.com/mcp --name example, or: patchops connections add demo",
    );
  }
  return url === "demo" ? { kind: "demo" } : { kind: "http", url };
}

function parseAssignment(text: string): [string, string] {
  const equals = text.indexOf("=");
  if (equals < 1)
    throw usageError(`${JSON.stringify(text)} is no assignment.`, "Write it as --env NAME=value");
  return [text.slice(0, equals), text.slice(equals + 1)];
}
