import type { AddConnectionInput } from "@patchops/contract";
import { splitCommand } from "./split-command.ts";
import { usageError } from "./usage-error.ts";

/** A catalog entry: a short name, or a registry's `namespace/name`, which is no address without a scheme. */
const entryShape = /^[a-z0-9-]+$|^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/;

/** What `connections add` is to connect: an address, a catalog entry, the bundled demo tools, or a process. */
export function connectionTarget(
  url: string | undefined,
  { stdio, env = [], instance }: { stdio?: string; env?: readonly string[]; instance?: string },
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
  if (url !== "demo" && entryShape.test(url)) {
    return { kind: "catalog", entry: url, ...(instance === undefined ? {} : { instanceId: instance }) };
  }
  if (instance !== undefined) throw usageError("--instance is for catalog entries only.");
  return url === "demo" ? { kind: "demo" } : { kind: "http", url };
}

function parseAssignment(text: string): [string, string] {
  const equals = text.indexOf("=");
  if (equals < 1)
    throw usageError(`${JSON.stringify(text)} is no assignment.`, "Write it as --env NAME=value");
  return [text.slice(0, equals), text.slice(equals + 1)];
}
